import { showValue } from '../../model/fault';
import { isObject } from '../json';
import validateLtf from './validateLtf.generated.js';

/** One way in which a document breaks the schema of LTF 0.1. */
export interface SchemaFault {
  /** `$.spans[2].span_id` */
  path: string;
  text: string;
}

interface RawError {
  keyword: string;
  instancePath: string;
  params: Record<string, unknown>;
}

/** `/spans/2/span_id` as `$.spans[2].span_id`. */
function toPath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : `${path}.${part}`), '$');
}

function valueAt(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, part) => {
      if (Array.isArray(value)) {
        return value[Number(part)];
      }
      return isObject(value) ? value[part] : undefined;
    }, document);
}

const list = (value: unknown) => (Array.isArray(value) ? value.map(showValue).join(', ') : showValue(value));

function describe({ keyword, instancePath, params }: RawError, document: unknown): string {
  const value = showValue(valueAt(document, instancePath));
  switch (keyword) {
    case 'required':
      return `the field ${String(params.missingProperty)} is missing`;
    case 'additionalProperties':
      return `the field ${String(params.additionalProperty)} does not belong here`;
    case 'type':
      return `${value} is not of type ${Array.isArray(params.type) ? params.type.join(' or ') : String(params.type)}`;
    case 'const':
      return `${value} should be ${showValue(params.allowedValue)}`;
    case 'enum':
      return `${value} is not one of ${list(params.allowedValues)}`;
    case 'minLength':
      return `${value} is shorter than ${String(params.limit)} characters`;
    case 'maxLength':
      return `${value} is longer than ${String(params.limit)} characters`;
    case 'minItems':
      return 'the list is empty';
    case 'pattern':
      return `${value} does not look like ${String(params.pattern)}`;
    default:
      return `${value} breaks the rule "${keyword}"`;
  }
}

/**
 * What LTF's own validator says of a document: every fault against the schema of LTF 0.1, by path;
 * none for a valid document. Times are not checked for their form, as there.
 */
export function validateDocument(document: unknown): SchemaFault[] {
  if (validateLtf(document)) {
    return [];
  }
  const errors: RawError[] = validateLtf.errors ?? [];
  return errors
    .map((error) => ({ path: toPath(error.instancePath), text: describe(error, document) }))
    .sort((a, b) => (a.path === b.path ? (a.text < b.text ? -1 : 1) : a.path < b.path ? -1 : 1));
}
