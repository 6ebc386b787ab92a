/** `npm run dev`: the API, started again when it changes, and the pages, which change while one looks at them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { env } from 'fretwork/settings';
import { createServer } from 'vite';
import { app } from './app.ts';
import { prepare } from './prepare.ts';

const address = `${env('HOST', '127.0.0.1')}:${env('PORT', '8000')}`;
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

await prepare(app);
await app.close();

const command = fileURLToPath(new URL('./fretwork.js', import.meta.resolve('fretwork/cli')));
const api = spawn(process.execPath, [command, '--config', here('./fretwork.config.ts'), 'runserver', address], {
  stdio: 'inherit',
});
const ended = once(api, 'exit');

process.env.API_URL = `http://${address}`; // where Vite hands requests of the API on to
const web = await createServer({
  configFile: here('../web/vite.config.ts'),
  server: { port: Number(env('WEB_PORT', '5173')) },
});
await web.listen();
console.log('The bookshop, as you write it:');
web.printUrls();

const stop = (): void => void api.kill('SIGTERM');
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
await ended;
await web.close();
