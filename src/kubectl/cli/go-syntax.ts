import { isObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import { goQuote } from '../../kinds/errors.ts';

/** Plain data as Go's `%#v` writes what encoding/json has read. */
export function goSyntax(value: unknown): string {
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (isObject(value))
    return `map[string]interface {}{${Object.keys(value)
      .sort(byText)
      .map((key) => `${goQuote(key)}:${goSyntax(value[key])}`)
      .join(', ')}}`;
  if (typeof value === 'string') return goQuote(value);
  return value === null || value === undefined ? 'interface {}(nil)' : String(value);
}
