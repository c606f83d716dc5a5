using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "../out/workerd/worker.js"),
    (name = "hub-trusted-publishers.wasm", wasm = embed "../out/workerd/hub-trusted-publishers.wasm"),
  ],
  compatibilityDate = "2026-11-01",
);
