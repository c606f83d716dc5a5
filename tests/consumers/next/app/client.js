"use client";

import { useEffect, useState } from "react";
import { answer } from "../../ask.js";

export default function Client() {
  const [said, say] = useState("");
  useEffect(() => {
    answer().then(say, (error) => say(String(error)));
  }, []);
  return <p id="client">{said}</p>;
}
