#!/usr/bin/env node
/* The `fretwork` command. Plain JavaScript and no imports: any Node that meets it has to get as far as the sentence below. */

const version = process.versions.node.split('.').map(Number);
if (version[0] < 22 || (version[0] === 22 && version[1] < 18)) {
  process.stderr.write(`Fretwork needs Node 22.18 or newer, and this is ${process.versions.node}.\n`);
  process.exit(1);
}
void import('./start.js');
