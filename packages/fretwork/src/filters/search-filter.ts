/** SearchFilter: `?search=`, over several columns at once. */
import { ValidationError } from '../errors.ts';
import { lastParam } from '../http/query-params.ts';
import type { Request } from '../http/request.ts';
import { conditionFromPath, resolvePath } from '../queries/resolve-path.ts';
import { Q } from '../queries/where.ts';
import { BaseFilterBackend, type FilterableQuerySet } from './base-filter-backend.ts';
import { once } from './once.ts';
import { refuseGuessing } from './secret-columns.ts';

/** What searching needs of a view. */
export interface SearchableView {
  /** Paths to look in, such as `title` or `author.name`; see `SearchFilter` for prefixes. */
  readonly searchFields?: readonly string[];
}

const LOOKUPS: Readonly<Record<string, string>> = {
  '^': 'istartswith',
  '=': 'iexact',
  $: 'iregex',
  '@': 'search',
};
const MOST_TERMS = 32; // each is a condition on every column that is searched

/**
 * Keeps the objects in which every term occurs somewhere. Terms are divided by spaces and commas; quotes keep a phrase
 * together.
 *
 * Without a prefix a column has to contain the term, whatever the case; `^title` has to begin with it, `=title` to be
 * it, `$title` to match it as a regular expression, `@title` to be found by full text (on SQLite: to contain each word).
 *
 * @throws {ImproperlyConfigured} a column that is secret
 * @throws {ValidationError} null characters, or a regular expression that is none
 * @see DRF `filters.SearchFilter`
 */
export class SearchFilter extends BaseFilterBackend<SearchableView> {
  /** Name of the query parameter; the setting `searchParam` where left out. */
  readonly searchParam?: string;

  /** Where to look; override it to let the request decide. */
  getSearchFields(view: SearchableView, _request: Request): readonly string[] {
    return view.searchFields ?? [];
  }

  /** The terms of a request. */
  getSearchTerms({ app, queryParams }: Request): readonly string[] {
    const text = lastParam(queryParams, this.searchParam ?? app.settings.searchParam) ?? '';
    if (text.includes('\0')) throw new ValidationError('Null characters are not allowed.');
    return searchTerms(text).slice(0, MOST_TERMS);
  }

  override filterQueryset(request: Request, queryset: FilterableQuerySet, view: SearchableView): FilterableQuerySet {
    const fields = this.getSearchFields(view, request);
    if (fields.length === 0 || request.queryString === '') return queryset;
    const terms = this.getSearchTerms(request);
    if (terms.length === 0) return queryset;
    const lookups = fields.map(lookupOf);
    for (const { path } of lookups) refuseGuessing(resolvePath(queryset.meta, path).column, 'search');
    const conditions = terms.map((term) =>
      Q.or(...lookups.map(({ path, lookup }) => conditionFromPath(path, lookup, checked(term, lookup)))),
    );
    const found = queryset.filter(Q.and(...conditions));
    return lookups.some(({ path }) => leadsToMany(queryset, path)) ? once(queryset, found) : found;
  }
}

function lookupOf(field: string): { readonly path: string; readonly lookup: string } {
  const lookup = LOOKUPS[field.charAt(0)];
  const path = (lookup ? field.slice(1) : field).replaceAll('__', '.');
  return { path, lookup: lookup ?? 'icontains' };
}

const leadsToMany = ({ meta }: FilterableQuerySet, path: string): boolean =>
  resolvePath(meta, path).hops.some(({ many }) => many);

function checked(term: string, lookup: string): string {
  if (lookup !== 'iregex') return term;
  try {
    new RegExp(term, 'u');
    return term;
  } catch (error) {
    throw invalidRegex(error);
  }
}

const invalidRegex = (cause: unknown): ValidationError =>
  new ValidationError('Invalid regular expression.', 'invalid', { cause });

/**
 * Divides a search into terms.
 *
 * @see DRF `filters.search_smart_split`, Django `smart_split`
 */
export function searchTerms(text: string): string[] {
  const terms: string[] = [];
  for (const [word] of text.matchAll(/[^\s'"]*(?:(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')[^\s'"]*)+|\S+/g)) {
    const term = word.replace(/^,+|(?<!,),+$/g, '');
    const quote = term.charAt(0);
    if (term.length > 1 && (quote === '"' || quote === "'") && term.endsWith(quote)) {
      terms.push(term.slice(1, -1).replaceAll(`\\${quote}`, quote).replaceAll('\\\\', '\\'));
    } else {
      for (const part of term.split(',')) if (part !== '') terms.push(part);
    }
  }
  return terms;
}
