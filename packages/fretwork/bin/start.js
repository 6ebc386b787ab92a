/** Runs the command: from the sources in a checkout, from the build in an installed package. */
import { existsSync } from 'node:fs';

const source = new URL('../src/cli/main.ts', import.meta.url);
const built = new URL('../dist/cli/main.js', import.meta.url);
// Node strips types outside of node_modules only.
const fromSource = existsSync(source) && !source.pathname.includes('/node_modules/');
const { main } = await import((fromSource ? source : built).href);
process.exitCode = await main(process.argv.slice(2));
