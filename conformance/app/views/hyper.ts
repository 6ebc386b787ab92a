/** `/hyper/`: resources that name each other by URL. */
import { AllowAny } from 'fretwork/permissions';
import { ModelViewSet, ReadOnlyModelViewSet } from 'fretwork/views';
import { Author, Book, Publisher } from '../models.ts';
import * as s from '../serializers.ts';

export class HyperAuthorViewSet extends ModelViewSet {
  override queryset = Author.objects;
  override serializerClass = s.HyperlinkedAuthorSerializer;
  override lookupField = 'slug';
  override permissionClasses = [AllowAny];
}

export class HyperBookViewSet extends ReadOnlyModelViewSet {
  override queryset = Book.objects;
  override serializerClass = s.HyperlinkedBookSerializer;
}

export class HyperPublisherViewSet extends ModelViewSet {
  override queryset = Publisher.objects;
  override serializerClass = s.HyperlinkedPublisherSerializer;
  override permissionClasses = [AllowAny];
}
