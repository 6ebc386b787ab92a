/** `/versioning/`: the ways to say a version. */
import {
  AcceptHeaderVersioning,
  QueryParameterVersioning,
  type Request,
  Response,
  URLPathVersioning,
} from 'fretwork/http';
import { AllowAny } from 'fretwork/permissions';
import { APIView, RetrieveAPIView } from 'fretwork/views';
import { Book } from '../models.ts';
import { BookSerializer, BookTitleSerializer } from '../serializers.ts';

class VersionInfo extends APIView {
  override permissionClasses = [AllowAny];

  override get({ version, versioningScheme }: Request): Response {
    return new Response({ version, scheme: versioningScheme?.constructor.name ?? 'NoneType' });
  }
}

class PathVersions extends URLPathVersioning {
  override readonly defaultVersion = 'v1';
  override readonly allowedVersions = ['v1', 'v2'];
}

class AcceptVersions extends AcceptHeaderVersioning {
  override readonly defaultVersion = '1.0';
  override readonly allowedVersions = ['1.0', '2.0'];
}

class QueryVersions extends QueryParameterVersioning {
  override readonly defaultVersion = '1.0';
  override readonly allowedVersions = ['1.0', '2.0'];
  override readonly versionParam = 'v';
}

export class PathVersionInfo extends VersionInfo {
  override versioningClass = PathVersions;

  override get(request: Request) {
    return new Response({ version: request.version, self: request.reverse('path-version') });
  }
}

export class AcceptVersionInfo extends VersionInfo {
  override versioningClass = AcceptVersions;
}

export class QueryVersionInfo extends VersionInfo {
  override versioningClass = QueryVersions;

  override get(request: Request) {
    return new Response({ version: request.version, self: request.reverse('query-version') });
  }
}

export class NoVersionInfo extends VersionInfo {}

/** v1 shows the short form, v2 the long one. */
export class VersionedBook extends RetrieveAPIView {
  override description = 'v1 shows the short form, v2 the long one.';
  override queryset = Book.objects;
  override versioningClass = PathVersions;

  override getSerializerClass() {
    return this.request.version === 'v2' ? BookSerializer : BookTitleSerializer;
  }
}
