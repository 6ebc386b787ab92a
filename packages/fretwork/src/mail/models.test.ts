/** The model of mails: what it is called, and what never leaves it. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineModels, type InstanceOf } from '../models/define-models.ts';
import { mailModels, type OutgoingMailModel } from './models.ts';

describe('mailModels', () => {
  const { OutgoingMail } = defineModels(mailModels);

  it('is one table', () => {
    expect(Object.keys(mailModels)).toEqual(['OutgoingMail']);
    expect(OutgoingMail.meta.table).toBe('mail_outgoing');
  });

  it.each(['subject', 'text', 'html'])('never sends %s', (name) => {
    expect(OutgoingMail.meta.columnsByName.get(name)?.options.secret).toBe(true);
  });

  it('is typed', () => {
    expectTypeOf<InstanceOf<OutgoingMailModel>['nextAttemptAt']>().toEqualTypeOf<Date | null>();
    expectTypeOf<InstanceOf<OutgoingMailModel>['attempts']>().toEqualTypeOf<number>();
  });
});
