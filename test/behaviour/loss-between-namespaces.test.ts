/**
 * Packets between the proxy and both its neighbours get lost, come twice and out of order: every byte arrives, by splice.
 * The network is user space: two namespaces joined by TUN devices (the tool beside the repository), since sch_netem may be absent.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mainFile, sharedFolder } from '../support/paths.js';
import { plainEnvironment, runProgram } from '../support/processes.js';
import { needs } from '../support/programs.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const MEGABYTES = 8;

interface Outcome {
  client_exact: boolean;
  server_exact: boolean;
  bytes: number;
}
interface Packets {
  pkts: number;
  lost: number;
  dup: number;
  reord: number;
}

const withTunnel = needs('shared', 'root', 'namespaces', 'python3', 'strace');

withTunnel('loss 2 %, duplication 2 %, reordering, both ways: both streams are exact, and spliced', async (t) => {
  const folder = temporaryFolder(t);
  const trace = join(folder, 'splice.trace');
  // -D: Headrace stays the tool's own child, which the tool ends.
  const command = `strace -D -f -e trace=splice -o ${trace} ${process.execPath} ${mainFile}`;
  const tool = join(sharedFolder, 'tools', 'tunnetem.py');
  const { stdout, stderr } = await runProgram(t, 'python3', {
    args: [tool, '--bin', command, '--mb', String(MEGABYTES), '--loss', '.02', '--dup', '.02'],
    cwd: folder,
    env: plainEnvironment,
    withinMs: 110_000,
  });
  const [, outcomeText = 'null', packetsText = 'null'] = /(\{.*?\}) (\{.*?\})/.exec(stdout) ?? [];
  const outcome = JSON.parse(outcomeText) as Outcome | null;
  const packets = JSON.parse(packetsText) as Packets | null;
  if (outcome === null || packets === null) {
    t.fail(`no result: ${stdout}${stderr}`);
    return;
  }
  t.true(outcome.client_exact);
  t.true(outcome.server_exact);
  t.is(outcome.bytes, MEGABYTES << 20);
  t.true(packets.lost > 100 && packets.dup > 100 && packets.reord > 1000, packetsText);
  t.true(existsSync(trace));
  // Each byte counts twice, into a pipe and out of it.
  const spliced = [...readFileSync(trace, 'latin1').matchAll(/\) += (\d+)$/gm)].reduce(
    (sum, [, bytes]) => sum + Number(bytes),
    0,
  );
  t.true(spliced > 1 << 20, `${spliced} bytes in and out of pipes`);
  t.log(`${spliced} bytes in and out of pipes; ${packetsText}`);
});
