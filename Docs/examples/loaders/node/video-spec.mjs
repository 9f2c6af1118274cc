// Loads the vectors of VideoSpec for Node's test runner or any other: cases("sign.policy").
import { readFileSync, readdirSync } from "node:fs";

// The unpacked archive. The default is for a checkout of VideoSpec.
const root = process.env.VIDEO_SPEC_VECTORS || new URL("../../../../vectors", import.meta.url).pathname;

/** Replaces {"repeat": "a", "count": 1000}, {"parts": […]} (joined) and {"base64": …} (bytes) with what they stand for. */
function expand(value) {
  if (Array.isArray(value)) return value.map(expand);
  if (value === null || typeof value !== "object") return value;
  const names = Object.keys(value).sort().join();
  if (names === "count,repeat") return value.repeat.repeat(Number(value.count));
  if (names === "parts" && Array.isArray(value.parts)) return value.parts.map(expand).join("");
  if (names === "base64") return Buffer.from(value.base64, "base64");
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, expand(member)]));
}

/** Yields each case with its complete input, without withdrawn and contested ones. HTTP scenarios, which have steps, are for S3 servers. */
export function* cases(operation) {
  const subjects = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== "schema");
  for (const { name: subject } of subjects) {
    for (const topic of readdirSync(`${root}/${subject}`).filter((name) => name.endsWith(".json")).sort()) {
      const { defaults = {}, groups } = JSON.parse(readFileSync(`${root}/${subject}/${topic}`, "utf8"));
      for (const group of groups.filter((group) => operation === undefined || group.operation === operation)) {
        for (const one of group.cases) {
          if (one.withdrawn !== undefined || one.evidence.kind === "contested" || one.steps) continue;
          const input = expand({ ...defaults.input, ...one.input });
          yield { clock: defaults.clock, ...one, operation: group.operation, input, expect: expand(one.expect) };
        }
      }
    }
  }
}
