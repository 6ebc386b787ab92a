#!/usr/bin/env node
/** The `fretwork` script. JavaScript without imports: any Node that meets it has to get as far as the sentence below. */
const version = process.versions.node.split('.').map(Number);
if (version[0] < 22 || (version[0] === 22 && version[1] < 18)) {
  process.stderr.write(`Fretwork needs Node 22.18 or newer, and this is ${process.versions.node}.\n`);
  process.exit(1);
}
// `fretwork routes | head` closes the pipe before everything is written; that is no failure.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
// What was compiled is kept with the project, and not in the folder for temporary files that users of a machine share.
const { enableCompileCache } = process.getBuiltinModule('node:module');
if (process.getBuiltinModule('node:fs').existsSync('node_modules'))
  enableCompileCache?.('node_modules/.cache/fretwork');
// In the repository the sources run as they are; what is published has no `src`.
const isSource = import.meta.url.endsWith('/src/cli/fretwork.js');
const { main } = await import(isSource ? './main.ts' : './main.js');
process.exitCode = await main(process.argv.slice(2));
