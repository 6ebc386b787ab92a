/** UnderWay: a code that is under way, kept in this tab for as long as it is good, so that a reload does not lose it. */
import type { CodeFlow } from '@fretwork/client';
import { useState } from 'react';
import { tabStorage } from '../ui/device-storage.ts';

/** Where a code went, and what goes back with it. */
export interface UnderWay {
  readonly email: string;
  readonly flow: CodeFlow;
}

/**
 * The code that a page waits for, if any.
 *
 * What is kept is the address and the flow: neither opens anything without the code, and the code and passwords are not
 * kept.
 *
 * @param page Each page has its own.
 * @returns `forget` is for the end, where the page is left: it keeps the page as it is.
 */
export function useUnderWay(page: 'sign-up' | 'password-reset') {
  const [underWay, show] = useState(() => readUnderWay(tabStorage.getItem(page), Date.now()));
  return {
    underWay,
    setUnderWay: (next: UnderWay | null): void => {
      tabStorage.setItem(page, writeUnderWay(next, Date.now()));
      show(next);
    },
    forget: (): void => tabStorage.setItem(page, writeUnderWay(null, Date.now())),
  };
}

/** A code as a text that a storage keeps. @param now In milliseconds. */
export const writeUnderWay = (underWay: UnderWay | null, now: number): string =>
  JSON.stringify(underWay && { ...underWay, at: now });

/** The code that a storage has kept; null where it is no longer good. @param now In milliseconds. */
export function readUnderWay(text: string | null, now: number): UnderWay | null {
  const kept = parse(text);
  if (kept === null) return null;
  const { email, flow, at } = kept;
  const passed = Math.max(0, Math.floor((now - at) / 1000));
  if (passed >= flow.expiresIn) return null;
  const [expiresIn, resendIn] = [flow.expiresIn - passed, Math.max(0, flow.resendIn - passed)];
  return { email, flow: { flow: flow.flow, expiresIn, resendIn } };
}

// A storage may hold anything: an older version's words, or what somebody typed.
function parse(text: string | null): (UnderWay & { readonly at: number }) | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return isKept(value) ? value : null;
  } catch {
    return null;
  }
}

function isKept(value: unknown): value is UnderWay & { readonly at: number } {
  const { email, flow, at } = Object(value) as Record<string, unknown>;
  const { flow: id, expiresIn, resendIn } = Object(flow) as Record<string, unknown>;
  return [email, id].every((part) => typeof part === 'string') && [at, expiresIn, resendIn].every(Number.isFinite);
}
