/** `/negotiation/`: renderers, parsers and files. */
import {
  BaseParser,
  BaseRenderer,
  FileUploadParser,
  FormParser,
  JSONParser,
  JSONRenderer,
  MultiPartParser,
  QueryDict,
  type RawUpload as RawUploadData,
  type Request,
  Response,
  type UploadedFile,
} from 'fretwork/http';
import { AllowAny } from 'fretwork/permissions';
import { APIView } from 'fretwork/views';
import { UploadSerializer } from '../serializers.ts';

class PlainTextRenderer extends BaseRenderer {
  readonly mediaType = 'text/plain';
  readonly format = 'txt';

  render(data: unknown): string {
    if (data === undefined || data === null) return '';
    const entries = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
    return entries
      .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(' ');
  }
}

class PlainTextParser extends BaseParser {
  readonly mediaType = 'text/plain';

  async parse(raw: globalThis.Request): Promise<unknown> {
    return { text: await raw.text() };
  }
}

/** Two renderers, four parsers. */
export class Greeting extends APIView {
  override description = 'Two renderers, four parsers.';
  override permissionClasses = [AllowAny];
  override rendererClasses = [JSONRenderer, PlainTextRenderer];
  override parserClasses = [JSONParser, FormParser, MultiPartParser, PlainTextParser];

  override get(request: Request) {
    return new Response({ hello: 'world', renderer: request.acceptedRenderer?.format });
  }

  override async post(request: Request) {
    const data = await request.data;
    const names = data instanceof QueryDict ? [...data.keys()] : Object.keys(data as object);
    return new Response({ parsed: names.sort(), renderer: request.acceptedRenderer?.format }, { status: 201 });
  }
}

export class Upload extends APIView {
  override permissionClasses = [AllowAny];
  override parserClasses = [MultiPartParser, JSONParser];

  override async post(request: Request) {
    const serializer = UploadSerializer({ data: await request.data });
    await serializer.isValid({ raiseException: true });
    const { title, flags = null, ...values } = serializer.validatedData;
    const file = values.file as UploadedFile;
    const { name, size, contentType } = file;
    return new Response({ title, name, size, type: contentType, text: await file.text(), flags }, { status: 201 });
  }
}

export class RawUpload extends APIView {
  override permissionClasses = [AllowAny];
  override parserClasses = [FileUploadParser];

  override async put(request: Request) {
    const { file } = (await request.data) as RawUploadData;
    return new Response({ name: file.name, size: file.size });
  }
}
