import { expect, it } from 'vitest';
import { MissingProvider } from './errors.ts';

it('names the hook, and what to do', () => {
  const error = new MissingProvider('useAuth');
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('MissingProvider');
  expect(error.message).toBe('useAuth needs an <AuthProvider> around the component that calls it.');
});
