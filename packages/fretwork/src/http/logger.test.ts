/** Log lines. */
import { expect, it, vi } from 'vitest';
import { stderrLogger } from './logger.ts';

it('writes one JSON object a line, with errors and their causes', () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  stderrLogger.error({ err: new TypeError('odd', { cause: new RangeError('deep') }), id: 7 }, 'It failed.');
  stderrLogger.warn({}, 'w');
  stderrLogger.info({}, 'i');
  const lines = write.mock.calls.map(([line]) => JSON.parse(String(line)));
  write.mockRestore();
  expect(lines[0]).toMatchObject({
    level: 'error',
    message: 'It failed.',
    id: 7,
    err: { name: 'TypeError', message: 'odd', cause: { message: 'deep' } },
  });
  expect(lines.map(({ level }) => level)).toEqual(['error', 'warn', 'info']);
});
