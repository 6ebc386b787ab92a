/** What OPTIONS answers. */
import { describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { IsAdminUser } from '../permissions/permissions.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { serializer } from '../serializers/callable.ts';
import { s } from '../serializers/s.ts';
import { defineSettings } from '../settings/settings.ts';
import { GenericAPIView } from '../views/generic-api-view.ts';
import { CreateAPIView } from '../views/generics.ts';

const Contact = serializer({
  id: s.integer({ readOnly: true }),
  name: s.char({ minLength: 2, maxLength: 20, helpText: 'In full' }),
  priority: s.choice({
    choices: [
      [1, 'Low'],
      [2, 'High'],
    ],
    required: false,
  }),
  tags: s.list({ child: s.char({ maxLength: 8 }), required: false }),
  address: serializer({ city: s.char() })({ required: false }),
  phones: serializer({ number: s.char() })({
    many: true,
    required: false,
    label: 'Telephones',
    helpText: 'All of them',
  }),
  price: s.decimal({ maxDigits: 5, decimalPlaces: 2, minValue: '0.50', required: false }),
  span: s.duration({ required: false }),
});
class Contacts extends CreateAPIView {
  override serializerClass = Contact;
  override description = 'Takes contacts.';
}
class Guarded extends Contacts {
  override permissionClasses = [IsAdminUser];
}
class Changing extends GenericAPIView {
  override serializerClass = Contact;
  override put() {}
}

describe('SimpleMetadata', () => {
  const app = createApp({
    settings: defineSettings({ secretKey: 'a secret of good length' }),
    urls: urlpatterns(path('contacts/', Contacts), path('guarded/', Guarded), path('changing/<int:pk>/', Changing)),
  });
  const ask = async (path: string) => {
    const response = await app.fetch(new Request(`http://test/${path}/`, { method: 'OPTIONS' }));
    return { status: response.status, data: JSON.parse(await response.text()) };
  };

  it('describes the view and the fields that it takes', async () => {
    expect((await ask('contacts')).data).toEqual({
      name: 'Contacts',
      description: 'Takes contacts.',
      renders: ['application/json'],
      parses: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
      actions: {
        POST: {
          id: { type: 'integer', required: false, read_only: true, label: 'Id' },
          name: {
            type: 'string',
            required: true,
            read_only: false,
            label: 'Name',
            help_text: 'In full',
            min_length: 2,
            max_length: 20,
          },
          priority: {
            type: 'choice',
            required: false,
            read_only: false,
            label: 'Priority',
            choices: [
              { value: 1, display_name: 'Low' },
              { value: 2, display_name: 'High' },
            ],
          },
          tags: {
            type: 'list',
            required: false,
            read_only: false,
            label: 'Tags',
            child: { type: 'string', required: true, read_only: false, max_length: 8 },
          },
          address: {
            type: 'nested object',
            required: false,
            read_only: false,
            label: 'Address',
            children: { city: { type: 'string', required: true, read_only: false, label: 'City' } },
          },
          phones: {
            type: 'field',
            required: false,
            read_only: false,
            label: 'Telephones',
            help_text: 'All of them',
            child: {
              type: 'nested object',
              required: false,
              read_only: false,
              label: 'Telephones',
              help_text: 'All of them',
              children: { number: { type: 'string', required: true, read_only: false, label: 'Number' } },
            },
          },
          price: {
            type: 'decimal',
            required: false,
            read_only: false,
            label: 'Price',
            min_value: 0.5,
            max_digits: 5,
            decimal_places: 2,
          },
          span: { type: 'duration', required: false, read_only: false, label: 'Span' },
        },
      },
    });
  });

  it('tells nothing to whoever may not ask', async () => {
    expect(await ask('guarded')).toEqual({
      status: 401,
      data: { detail: 'Authentication credentials were not provided.' },
    });
  });

  it('does not hide a mistake of the developer: a view without queryset', async () => {
    expect((await ask('changing/1')).status).toBe(500);
  });
});
