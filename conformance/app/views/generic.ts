/** `/generic/`: every generic view. */
import { type Request, Response } from 'fretwork/http';
import { AllowAny, IsAdminUser, IsAuthenticated } from 'fretwork/permissions';
import type { SerializerOptions } from 'fretwork/serializers';
import {
  CreateAPIView,
  DestroyAPIView,
  GenericAPIView,
  ListAPIView,
  ListCreateAPIView,
  RetrieveAPIView,
  RetrieveDestroyAPIView,
  RetrieveUpdateAPIView,
  RetrieveUpdateDestroyAPIView,
  UpdateAPIView,
} from 'fretwork/views';
import { Author, Review, Series, Tag } from '../models.ts';
import * as s from '../serializers.ts';

export class TagList extends ListAPIView {
  override queryset = Tag.objects;
  override serializerClass = s.TagSerializer;
}

/** Creates a tag. */
export class TagCreate extends CreateAPIView {
  override description = 'Creates a tag.';
  override queryset = Tag.objects;
  override serializerClass = s.TagSerializer;
}

export class TagListCreate extends ListCreateAPIView {
  override queryset = Tag.objects;
  override serializerClass = s.TagSerializer;
  override permissionClasses = [AllowAny];
  override paginationClass = null;
}

export class TagRetrieve extends RetrieveAPIView {
  override queryset = Tag.objects;
  override serializerClass = s.TagSerializer;
}

export class AuthorUpdate extends UpdateAPIView {
  override queryset = Author.objects;
  override serializerClass = s.AuthorSerializer;
  override lookupField = 'slug';
}

export class TagDestroy extends DestroyAPIView {
  override queryset = Tag.objects;
  override permissionClasses = [IsAdminUser];
}

export class SeriesRetrieveUpdate extends RetrieveUpdateAPIView {
  override queryset = Series.objects;
  override serializerClass = s.SeriesSerializer;
  override permissionClasses = [AllowAny];
}

export class SeriesRetrieveDestroy extends RetrieveDestroyAPIView {
  override queryset = Series.objects;
  override serializerClass = s.SeriesSerializer;
  override permissionClasses = [AllowAny];
  override lookupUrlKwarg = 'series_id';
}

/** Only reviews of the requesting user are visible. */
export class ReviewRetrieveUpdateDestroy extends RetrieveUpdateDestroyAPIView {
  override description = 'Only reviews of the requesting user are visible.';
  override serializerClass = s.ReviewSerializer;
  override permissionClasses = [IsAuthenticated];

  override getQueryset() {
    return Review.objects.filter({ userId: Number(this.request.user.id) });
  }
}

export class Register extends CreateAPIView {
  override serializerClass = s.RegistrationSerializer;
  override permissionClasses = [AllowAny];
}

/** Accepts a list. */
export class TagBulkCreate extends CreateAPIView {
  override description = 'Accepts a list.';
  override queryset = Tag.objects;
  override serializerClass = s.TagSerializer;
  override permissionClasses = [AllowAny];

  override getSerializer(options: SerializerOptions = {}) {
    return super.getSerializer({ ...options, many: true, allowEmpty: false, maxLength: 4 });
  }
}

/** Validates a contact; nothing is stored. */
export class Contacts extends GenericAPIView {
  override description = 'Validates a contact; nothing is stored.';
  override serializerClass = s.ContactSerializer;
  override permissionClasses = [AllowAny];

  override async post(request: Request) {
    const serializer = this.getSerializer({ data: await request.data });
    await serializer.isValid({ raiseException: true });
    await serializer.save();
    return new Response(await serializer.data, { status: 201 });
  }

  /** Updates the contact `{"name": "Old Name", "priority": 1}`. */
  override async patch(request: Request) {
    const instance = { name: 'Old Name', priority: 1 };
    const serializer = this.getSerializer({ instance, data: await request.data, partial: true });
    await serializer.isValid({ raiseException: true });
    await serializer.save();
    return new Response(await serializer.data);
  }
}
