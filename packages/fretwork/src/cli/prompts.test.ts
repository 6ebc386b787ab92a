/** Questions at the terminal, answered by a test. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CommandError } from '../errors.ts';
import { askPassword, askText, askYes, migrationQuestions } from './prompts.ts';

const CANCEL = Symbol.for('test cancel');
const answers: unknown[] = [];
const asked: string[] = [];
vi.mock('@clack/prompts', () => {
  const ask = async ({ message }: { readonly message: string }): Promise<unknown> => {
    asked.push(message);
    return answers.shift();
  };
  return { confirm: ask, text: ask, password: ask, isCancel: (value: unknown) => typeof value === 'symbol' };
});

beforeEach(() => {
  answers.length = 0;
  asked.length = 0;
});

describe('the questions', () => {
  it('name what they ask about', async () => {
    answers.push(true, '0', false, 'root', 'secret', true);
    expect(await migrationQuestions.isRename({ type: 'field', model: 'Book', from: 'name', to: 'title' })).toBe(true);
    expect(await migrationQuestions.defaultFor('Book.pages', 'integer')).toBe('0');
    expect(await migrationQuestions.mayLose(['book goes'])).toBe(false);
    expect(await askText('username:')).toBe('root');
    expect(await askPassword('Password:')).toBe('secret');
    expect(await askYes('Sure?')).toBe(true);
    expect(asked[0]).toBe('Was Book.name renamed to Book.title?');
    expect(asked[1]).toContain('Book.pages');
    expect(asked[2]).toContain('book goes');
  });

  it('end the command where they are cancelled', async () => {
    answers.push(CANCEL);
    await expect(askText('username:')).rejects.toThrow(CommandError);
  });
});
