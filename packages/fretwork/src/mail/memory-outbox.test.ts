/** What only an outbox in memory does. */
import { describe, expect, it } from 'vitest';
import { MemoryOutbox } from './memory-outbox.ts';
import { parseMessage } from './message.ts';

const NOW = new Date(0);
const mailTo = (to: string) =>
  parseMessage({ to, subject: 'x', text: 'x' }, { from: 'shop@example.com', now: NOW, newId: () => to });

describe('MemoryOutbox', () => {
  it('says that it forgets', async () => {
    const outbox = new MemoryOutbox();
    expect([outbox.isVolatile, await outbox.forget()]).toEqual([true, 0]);
  });

  it('holds ten thousand mails; the oldest make room', async () => {
    const outbox = new MemoryOutbox();
    for (let n = 0; n < 10_002; n += 1) await outbox.add(mailTo(`a${n}@example.com`), NOW);
    expect(await outbox.list(20_000)).toHaveLength(10_000);
    expect((await outbox.take(NOW, NOW))?.mail.to[0]?.address).toBe('a2@example.com');
  });
});
