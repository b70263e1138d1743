// The fake model as the vendors' own SDKs see it: what they accept and type is what our tests of providers stand on.
// node --test tests/model_sdk/sdk_test.mjs; MODEL_SDK names the folder with the SDKs' node_modules (`./run model-sdk`).
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const require = createRequire(join(process.env.MODEL_SDK, "package.json"));
const Anthropic = require("@anthropic-ai/sdk").default;
const OpenAI = require("openai").default;
const program = join(dirname(fileURLToPath(import.meta.url)), "..", "support", "fake_model");
const running = [];

after(() => running.forEach((child) => child.stdin.end()));

async function start(script) {
  const child = spawn("python3", [program, JSON.stringify(script)], { stdio: ["pipe", "pipe", "inherit"] });
  running.push(child);
  const port = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.stdout.once("data", (data) => resolve(String(data).trim()));
  });
  return `http://127.0.0.1:${port}`;
}

const anthropic = (host, more = {}) => new Anthropic({ baseURL: host, apiKey: "k", maxRetries: 0, ...more });
const openai = (host, more = {}) => new OpenAI({ baseURL: `${host}/v1`, apiKey: "k", maxRetries: 0, ...more });

const tools = [{ name: "sql_execute", description: "runs", input_schema: { type: "object", properties: { s: { type: "string" } } } }];
const functions = [{ type: "function", function: { name: "sql_execute", description: "runs", parameters: tools[0].input_schema } }];
const ask = { model: "claude-sonnet-5", max_tokens: 1000, messages: [{ role: "user", content: "how many?" }] };
const chat = { model: "gpt-5", messages: [{ role: "user", content: "how many?" }] };
const conversation = [
  { thinking: { thinking: "which table?", signature: "sig/1" }, text: "Let me look, é.",
    tools: [{ name: "sql_execute", input: { s: "SELECT 1" } }, { name: "sql_execute", input: {} }],
    usage: { input: 10, output: 20, cache_read: 30, cache_write: 40 } },
  { text: "There are 42." },
];

test("anthropic: a streamed conversation with thinking and parallel calls", async () => {
  const client = anthropic(await start(conversation));
  const stream = client.messages.stream({ ...ask, tools });
  let text = "";
  stream.on("text", (piece) => { text += piece; });
  const first = await stream.finalMessage();
  assert.equal(text, "Let me look, é.");
  assert.equal(first.stop_reason, "tool_use");
  assert.deepEqual(first.content.map((block) => block.type), ["thinking", "text", "tool_use", "tool_use"]);
  assert.equal(first.content[0].signature, "sig/1");
  assert.deepEqual(first.content[2].input, { s: "SELECT 1" });
  assert.deepEqual(first.content[3].input, {});
  assert.equal(first.usage.cache_read_input_tokens, 30);
  const results = first.content.filter((block) => block.type === "tool_use")
    .map((block) => ({ type: "tool_result", tool_use_id: block.id, content: "42" }));
  const second = await client.messages.stream({
    ...ask, tools, messages: [...ask.messages, { role: "assistant", content: first.content }, { role: "user", content: results }],
  }).finalMessage();
  assert.equal(second.content[0].text, "There are 42.");
});

test("anthropic: whole answers, counting and models", async () => {
  const client = anthropic(await start({ server: { models: ["claude-a", "claude-b"] }, replies: conversation }));
  const message = await client.messages.create({ ...ask, tools });
  assert.equal(message.role, "assistant");
  assert.equal(message.content[1].text, "Let me look, é.");
  assert.ok((await client.messages.countTokens({ model: ask.model, messages: ask.messages })).input_tokens > 0);
  const models = [];
  for await (const model of client.models.list()) models.push(model.id);
  assert.deepEqual(models, ["claude-a", "claude-b"]);
});

test("anthropic: errors have the types of the SDK", async () => {
  const client = anthropic(await start([
    { fault: { status: 401 } }, { fault: { status: 429, headers: { "retry-after": "1" } } }, { fault: { status: 529 } },
    { text: "some words", fault: { stream_error: { type: "overloaded_error" } } },
    { text: "some more words", fault: { cut_at: 400 } },
  ]));
  await assert.rejects(client.messages.create(ask), Anthropic.AuthenticationError);
  await assert.rejects(client.messages.create(ask), Anthropic.RateLimitError);
  await assert.rejects(client.messages.create(ask), (error) => error.status === 529);
  await assert.rejects(client.messages.stream(ask).finalMessage(), /overloaded/i);
  await assert.rejects(client.messages.stream(ask).finalMessage());
  await assert.rejects(client.messages.create({ ...ask, messages: [{ role: "user", content: [] }] }), Anthropic.BadRequestError);
});

test("anthropic: the SDK's own retries get through", async () => {
  const client = anthropic(await start([{ fault: { status: 529, headers: { "retry-after-ms": "1" } } }, { text: "in" }]), { maxRetries: 2 });
  assert.equal((await client.messages.create(ask)).content[0].text, "in");
});

test("anthropic: the workspace's path takes a bearer token", async () => {
  const host = await start({ server: { key: "dapi-token" }, replies: [{ text: "from the workspace" }] });
  const client = new Anthropic({ baseURL: `${host}/serving-endpoints/anthropic`, apiKey: null, authToken: "dapi-token", maxRetries: 0 });
  assert.equal((await client.messages.create(ask)).content[0].text, "from the workspace");
});

for (const quirks of [{}, { comments: true, crlf: true }, { whole_calls: true }, { repeat_ids: true }]) {
  test(`openai: a streamed conversation with calls ${JSON.stringify(quirks)}`, async () => {
    const client = openai(await start({ server: { chat: quirks }, replies: conversation }));
    const stream = client.chat.completions.stream({ ...chat, tools: functions, stream_options: { include_usage: true } });
    const first = await stream.finalChatCompletion();
    const message = first.choices[0].message;
    assert.equal(message.content, "Let me look, é.");
    assert.equal(first.choices[0].finish_reason, "tool_calls");
    assert.deepEqual(message.tool_calls.map((call) => JSON.parse(call.function.arguments)), [{ s: "SELECT 1" }, {}]);
    assert.equal(first.usage.prompt_tokens_details.cached_tokens, 30);
    const answers = message.tool_calls.map((call) => ({ role: "tool", tool_call_id: call.id, content: "42" }));
    const second = await client.chat.completions.create({ ...chat, messages: [...chat.messages, message, ...answers] });
    assert.equal(second.choices[0].message.content, "There are 42.");
  });
}

test("openai: whole answers, models and errors", async () => {
  const client = openai(await start({ server: { models: ["m1"] }, replies: [...conversation, { fault: { status: 429, code: "insufficient_quota" } },
    { fault: { status: 404, code: "model_not_found" } }, { text: "words", fault: { stream_error: { message: "broken inside" } } }] }));
  const completion = await client.chat.completions.create({ ...chat, tools: functions });
  assert.equal(completion.choices[0].message.tool_calls.length, 2);
  await client.chat.completions.create(chat);
  await assert.rejects(client.chat.completions.create(chat), (error) => error instanceof OpenAI.RateLimitError && error.code === "insufficient_quota");
  await assert.rejects(client.chat.completions.create(chat), OpenAI.NotFoundError);
  await assert.rejects(async () => {
    for await (const chunk of await client.chat.completions.create({ ...chat, stream: true })) assert.ok(chunk.choices);
  }, /broken inside/);
  await assert.rejects(client.chat.completions.create({ ...chat, messages: [] }), OpenAI.BadRequestError);
  const models = [];
  for await (const model of client.models.list()) models.push(model.id);
  assert.deepEqual(models, ["m1"]);
});

test("openai: the workspace's path takes the same requests", async () => {
  const host = await start({ server: { key: "dapi-token" }, replies: [{ text: "from an endpoint" }] });
  const client = new OpenAI({ baseURL: `${host}/serving-endpoints`, apiKey: "dapi-token", maxRetries: 0 });
  assert.equal((await client.chat.completions.create(chat)).choices[0].message.content, "from an endpoint");
});
