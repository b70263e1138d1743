// An HTTP/2 server on loopback over TLS that speaks nothing older. Usage: node http2_server.mjs KEY.pem CERTIFICATE.pem
// Its port is the first line of its output; it ends when its input ends. Paths:
//   /echo     {"protocol", "sessions", "method", "body"}: how it was asked, over how many connections so far
//   /slow     the same after 50 ms, with the most streams open at once so far as "most_open"
//   /cut      half an answer, then the stream is reset
//   /refuse   a stream reset before any answer
import { readFileSync } from "node:fs";
import { constants, createSecureServer } from "node:http2";

let sessions = 0, open = 0, mostOpen = 0;

function answer(stream, headers, text) {
  const body = { protocol: "h2", sessions, most_open: mostOpen, method: headers[":method"], body: text };
  stream.respond({ ":status": 200, "content-type": "application/json" });
  stream.end(JSON.stringify(body));
}

const server = createSecureServer({ key: readFileSync(process.argv[2]), cert: readFileSync(process.argv[3]) });
server.on("session", () => { sessions += 1; });
server.on("stream", (stream, headers) => {
  open += 1;
  mostOpen = Math.max(mostOpen, open);
  stream.on("close", () => { open -= 1; });
  stream.on("error", () => {});  // the client may leave at any time
  let text = "";
  stream.on("data", (piece) => { text += piece; });
  stream.on("end", () => {
    switch (headers[":path"]) {
      case "/slow": setTimeout(() => answer(stream, headers, text), 50); break;
      case "/cut":
        stream.respond({ ":status": 200 });
        stream.write("half", () => stream.destroy(new Error("cut")));  // close() would end the answer first
        break;
      case "/refuse": stream.close(constants.NGHTTP2_INTERNAL_ERROR); break;
      default: answer(stream, headers, text);
    }
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
