/** Which parameters a view takes: those of its fields, or of its FilterSet. filter-set.test.ts asks databases. */
import { describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../databases/open-database.ts';
import { ValidationError } from '../errors.ts';
import { Request } from '../http/request.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { FieldFilterBackend, type FilteredView } from './field-filter-backend.ts';
import { CharFilter } from './filter.ts';
import { FilterSet } from './filter-set.ts';

const models = defineModels({ Book: { title: f.char({ maxLength: 9 }), pages: f.integer() } });
bindDatabases(models, { default: openDatabase('sqlite::memory:') });
const { meta } = models.Book;

let made = 0;
class Titles extends FilterSet {
  made = ++made;
  name = new CharFilter({ fieldName: 'title' });
}

function conditionsOf(query: string, view: FilteredView): object[] {
  const asked: object[] = [];
  const queryset = { meta, filter: (condition: object) => asked.push(condition) && queryset } as never;
  const request = new Request(new globalThis.Request(`http://testserver/?${query}`), { app: {} as never });
  new FieldFilterBackend().filterQueryset(request, queryset, view);
  return asked;
}

describe('FieldFilterBackend', () => {
  it.each<[string, FilteredView, object[]]>([
    ['title=a', { filtersetFields: ['title'] }, [{ title: { exact: 'a' } }]],
    ['title=a&pages__lt=9', { filtersetFields: { pages: ['lt'] } }, [{ pages: { lt: 9 } }]],
    ['title=a', {}, []],
    ['', { filtersetFields: ['nonsense'] }, []],
    ['title=a&name=b', { filtersetFields: ['title'], filtersetClass: Titles }, [{ title: { exact: 'b' } }]],
    ['__proto__=a&constructor=b', { filtersetFields: ['title'] }, []],
  ])('?%s', (query, view, conditions) => {
    expect(conditionsOf(query, view)).toEqual(conditions);
  });

  it('makes one object of a FilterSet', () => {
    for (let times = 0; times < 3; times += 1) conditionsOf('name=x', { filtersetClass: Titles });
    expect(made).toBe(1);
  });

  it('reads a request once, and each request, view and model for itself', async () => {
    const backend = new FieldFilterBackend();
    const read = vi.spyOn(Titles.prototype, 'read');
    const asking = (query: string) =>
      new Request(new globalThis.Request(`http://testserver/?${query}`), { app: {} as never });
    const narrow = async (request: Request, view: FilteredView): Promise<object[]> => {
      const asked: object[] = [];
      const queryset = { meta, filter: (condition: object) => asked.push(condition) && queryset } as never;
      await backend.check(request, queryset, view);
      backend.filterQueryset(request, queryset, view);
      return asked;
    };
    const view = { filtersetClass: Titles };
    const request = asking('name=a');
    expect(await narrow(request, view)).toEqual([{ title: { exact: 'a' } }]);
    expect(read).toHaveBeenCalledTimes(1);
    expect(await narrow(asking('name=b'), view)).toEqual([{ title: { exact: 'b' } }]);
    expect(await narrow(asking(''), view)).toEqual([]);
    expect(await narrow(request, {})).toEqual([]);
    expect(await narrow(request, view)).toEqual([{ title: { exact: 'a' } }]);
    expect(read).toHaveBeenCalledTimes(4);
    read.mockRestore();
  });

  it('refuses all mistakes at once', () => {
    const ask = () => conditionsOf('pages=x&pages__lt=y', { filtersetFields: { pages: ['exact', 'lt'] } });
    expect(ask).toThrow(ValidationError);
    expect(ask).toThrow(
      expect.objectContaining({ messages: { pages: ['Enter a number.'], pages__lt: ['Enter a number.'] } }),
    );
  });
});
