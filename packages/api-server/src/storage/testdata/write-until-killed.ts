/** Writes objects until it is killed, and prints the key and revision of each write once it is acknowledged. */
import { ObjectStorage, openLmdbBackend } from "../index.ts";

const storage = new ObjectStorage(openLmdbBackend(process.argv[2]!));
for (let turn = 0; ; turn++) {
  const writes = Array.from({ length: 1 + (turn % 20) }, async (_, index) => {
    const key = `ns/c${(turn * 7 + index) % 500}`;
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: key.slice(3) }, data: { turn: String(turn) } };
    const { entry, committed } = storage.put("configmaps", key, object, JSON.stringify);
    await committed;
    process.stdout.write(`${key} ${entry.revision}\n`);
  });
  await Promise.all(writes);
}
