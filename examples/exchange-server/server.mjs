// POST /oauth/token as the Hub documents it: RFC 8693 token exchange, JSON or form parameters, no client authentication.
//
//   node server.mjs config.json        listens on 127.0.0.1, PORT or any free one, and prints the address
//
// The file names each resource's publishers and each issuer's key set: see README.md. A granted token is random and stands for
// nothing: giving it a meaning, and refusing a token whose `jti` was seen, are a real server's work.

import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { decodeToken, parsePublishers, parseResource, verifyExchange } from "hub-trusted-publishers";
import { Mistake, parameters } from "./parameters.mjs";

/** More than a token and a resource can need. */
const LONGEST_BODY = 64 * 1024;

/**
 * @typedef {import("hub-trusted-publishers").Publisher} Publisher
 * @typedef {{ resources: Record<string, Publisher[]>, keySets: Record<string, object> }} Config
 * @param {Config} config
 * @param {{ now?: () => number, log?: (line: string) => void }} [how] the clock, in Unix seconds, and where a line an answer goes
 */
export function exchangeServer(config, { now = () => Math.floor(Date.now() / 1000), log = console.log } = {}) {
  // A fault of the file is told now, and not to the first job.
  const known = { publishers: publishersOf(config), keySets: keySetsOf(config) };
  return createServer(async (request, response) => {
    const id = randomUUID();
    const answer = (status, body, headers = {}) => {
      // RFC 6749 section 5.1: no answer of this endpoint may be kept.
      response.writeHead(status, {
        "content-type": "application/json",
        "cache-control": "no-store",
        pragma: "no-cache",
        "x-request-id": id,
        ...headers,
      });
      response.end(JSON.stringify(body));
      // Nothing of the request: whoever reads the log sees that there was one, and how it ended.
      log(`${id} ${status} ${body.error ?? "granted"}`);
    };
    try {
      if (request.url.split("?")[0] !== "/oauth/token") return answer(404, { error: "not_found" });
      if (request.method !== "POST") {
        return answer(405, { error: "invalid_request", error_description: "POST it" }, { allow: "POST" });
      }
      const { token, resource } = parameters(request.headers["content-type"] ?? "", await bodyOf(request));
      const exchange = await judge(known, token, resource, now());
      answer(exchange.status, exchange.response);
    } catch (error) {
      if (error instanceof Mistake) answer(400, { error: error.code, error_description: error.message });
      else answer(500, { error: "server_error" });
    }
  });
}

/**
 * @param {{ publishers: Map<string, Publisher[]>, keySets: Record<string, object> }} known
 * @param {string} token
 * @param {string} resource
 * @param {number} now
 */
async function judge(known, token, resource, now) {
  const named = parseResource(resource).resource;
  const publishers = (named && known.publishers.get(keyOf(named))) ?? [];
  // The issuer as the token claims it: it chooses the key set that must then prove it.
  const issuer = decodeToken(token).claims?.find(({ name }) => name === "iss")?.text ?? "";
  const keySet = Object.hasOwn(known.keySets, issuer) ? JSON.stringify(known.keySets[issuer]) : "";
  const exchange = await verifyExchange({ token, resource, publishers, now }, keySet);
  if (exchange.outcome !== "granted") return refused(exchange);
  const { access_token, ...rest } = exchange.response;
  const prefix = access_token.replace("…", "");
  return { status: 200, response: { access_token: prefix + randomBytes(32).toString("base64url"), ...rest } };
}

/** What is not granted outright is refused, whatever it would be without a signature. */
function refused({ status, response }) {
  if (status !== 200) return { status, response };
  return {
    status: 400,
    response: {
      error: "invalid_grant",
      error_description: "The subject token does not match any trusted publisher of the resource",
    },
  };
}

/** Publishers by resource, however the file writes it. @param {Config} config @returns {Map<string, Publisher[]>} */
function publishersOf(config) {
  const all = new Map();
  for (const [name, list] of Object.entries(objectIn(config, "resources", "lists of publishers by resource"))) {
    const { resource, findings } = parseResource(name);
    const read = parsePublishers(JSON.stringify(list));
    const [fault] = [...findings, ...read.findings];
    if (!resource || fault) throw new Error(`${name}: ${fault?.message}`);
    all.set(keyOf(resource), read.publishers);
  }
  return all;
}

/** Key sets by issuer. @param {Config} config */
function keySetsOf(config) {
  const keySets = objectIn(config, "keySets", "key sets by issuer");
  const faulty = Object.keys(keySets).find((issuer) => !isObject(keySets[issuer]));
  if (faulty !== undefined) throw new Error(`the key set of ${faulty} must be an object`);
  return keySets;
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function objectIn(config, key, holding) {
  if (!isObject(config?.[key])) throw new Error(`the file needs \`${key}\`, an object of ${holding}`);
  return config[key];
}

/** @param {{ kind: string, namespace: string, name: string | null }} resource */
const keyOf = ({ kind, namespace, name }) => JSON.stringify([kind, namespace, name]);

async function bodyOf(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > LONGEST_BODY) throw new Mistake("invalid_request", "The body is too long");
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new Mistake("invalid_request", "The body is not UTF-8");
  }
}

function start([file]) {
  if (!file) throw new Error("name the file with resources and key sets: node server.mjs config.json");
  const server = exchangeServer(read(readFileSync(file, "utf8")));
  server.on("error", fail);
  server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => {
    console.log(`listening on http://127.0.0.1:${server.address().port}`);
  });
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    // What the platform says can quote the file, over several lines.
    throw new Error("the file is no JSON");
  }
}

function fail(error) {
  console.error(error.message);
  process.exitCode = 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    start(process.argv.slice(2));
  } catch (error) {
    fail(error);
  }
}
