/** The generic views: which methods each one answers. */
import { expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { path } from '../routers/path.ts';
import { defineSettings } from '../settings/settings.ts';
import * as generics from './generics.ts';

const METHODS: Readonly<Record<keyof typeof generics, string>> = {
  CreateAPIView: 'POST, OPTIONS',
  ListAPIView: 'GET, HEAD, OPTIONS',
  RetrieveAPIView: 'GET, HEAD, OPTIONS',
  DestroyAPIView: 'DELETE, OPTIONS',
  UpdateAPIView: 'PUT, PATCH, OPTIONS',
  ListCreateAPIView: 'GET, POST, HEAD, OPTIONS',
  RetrieveUpdateAPIView: 'GET, PUT, PATCH, HEAD, OPTIONS',
  RetrieveDestroyAPIView: 'GET, DELETE, HEAD, OPTIONS',
  RetrieveUpdateDestroyAPIView: 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS',
};

it.each(Object.entries(generics))('%s answers its methods', async (name, view) => {
  const app = createApp({
    settings: defineSettings({ secretKey: 'a secret of good length' }),
    urls: [path('', view)],
  });
  const response = await app.fetch(new Request('http://test/', { method: 'TRACEABLE' }));
  expect([response.status, response.headers.get('allow')]).toEqual([405, METHODS[name as keyof typeof generics]]);
});
