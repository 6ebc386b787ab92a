/** Nobody guesses a secret column by searching or filtering. */
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import type { Request } from '../http/request.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { FieldFilterBackend } from './field-filter-backend.ts';
import { FilterSet } from './filter-set.ts';
import { filterForField } from './model-filter.ts';
import { SearchFilter } from './search-filter.ts';

const { User, Note } = defineModels({
  User: { username: f.char({ maxLength: 150 }), password: f.char({ maxLength: 128, secret: true }) },
  Note: { owner: f.foreignKey('User', { onDelete: 'cascade', relatedName: 'notes' }) },
});
const asking = (queryString: string) =>
  ({
    queryString,
    queryParams: new URLSearchParams(queryString),
    app: { settings: { searchParam: 'search' } },
  }) as unknown as Request;
const filter = (view: object, query: string, queryset: unknown = User.objects.all()) =>
  new FieldFilterBackend().filterQueryset(asking(query), queryset as never, view);
const search = (searchFields: readonly string[], queryset: unknown = User.objects.all()) =>
  new SearchFilter().filterQueryset(asking('search=a'), queryset as never, { searchFields });

describe('a secret column', () => {
  it.each(['startswith', 'icontains', 'regex', 'gt', 'lte', 'range', 'iexact'])('is not filtered by %s', (lookup) => {
    const view = { filtersetFields: { password: [lookup], 'owner.password': [lookup] } };
    expect(() => filter(view, `password__${lookup}=a`)).toThrow(ImproperlyConfigured);
    expect(() => filter(view, `owner__password__${lookup}=a`, Note.objects.all())).toThrow(
      /User\.password is secret.*Leave it out/,
    );
    class ByPassword extends FilterSet {
      static override readonly model = User;
      static override readonly fields = { password: [lookup] };
    }
    expect(() => filter({ filtersetClass: ByPassword }, 'x=1')).toThrow(ImproperlyConfigured);
  });

  it('may be compared', () => {
    for (const lookup of ['exact', 'in', 'isnull']) {
      expect(() => filterForField(User.meta, { name: 'key', path: 'password', lookup })).not.toThrow();
    }
  });

  it('is not searched', () => {
    for (const prefix of ['', '^', '=', '$', '@']) {
      expect(() => search(['username', `${prefix}password`])).toThrow(ImproperlyConfigured);
    }
    expect(() => search(['owner__password'], Note.objects.all())).toThrow(ImproperlyConfigured);
    expect(() => search(['username'])).not.toThrow();
  });
});
