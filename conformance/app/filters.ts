/** The explicit filter set of the reference app: renamed, ranged and method filters. */
import {
  BooleanFilter,
  CharFilter,
  DateFilter,
  FilterSet,
  ModelChoiceFilter,
  MultipleChoiceFilter,
  NumberFilter,
  OrderFilter,
} from 'fretwork/filters';
import { Author, Book, STATUSES } from './models.ts';

export class BookFilter extends FilterSet {
  static override readonly model = Book;
  static override readonly fields = ['language'];

  min_price = new NumberFilter({ fieldName: 'price', lookupExpr: 'gte' });
  max_price = new NumberFilter({ fieldName: 'price', lookupExpr: 'lte' });
  tag = new CharFilter({ fieldName: 'tags__name', lookupExpr: 'iexact' });
  status = new MultipleChoiceFilter({ choices: STATUSES });
  author = new ModelChoiceFilter({ queryset: Author.objects.filter({ is_active: true }) });
  unrated = new BooleanFilter({ fieldName: 'rating', lookupExpr: 'isnull' });
  words = new CharFilter({
    method: (books: typeof Book.objects, _name, value) =>
      value.split(/\s+/).reduce((found, word) => found.filter({ title: { icontains: word } }), books),
  });
  published_after = new DateFilter({ fieldName: 'published_on', lookupExpr: 'gt' });
  o = new OrderFilter({
    fields: [
      ['price', 'cost'],
      ['pages', 'length'],
    ],
  });
}
