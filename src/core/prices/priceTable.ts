import { isObject } from '../formats/json';
import { showValue } from '../model/fault';

/** What a million tokens cost, in US dollars. */
export interface TokenPrices {
  input: number;
  /** Of input that came from a cache; as much as other input where it is null. */
  cachedInput: number | null;
  /** Of input that was written to a cache; as much as other input where it is not there. */
  cacheWrite?: number;
  output: number;
}

export interface ModelPrice extends TokenPrices {
  /** The model's name; `*` stands for any characters. A date or `latest` behind a name does not matter. */
  model: string;
  /** Other prices for calls with more than so many input tokens. */
  above?: TokenPrices & { inputTokens: number };
}

export interface PriceTable {
  /** When these prices held: a month or a day. */
  version: string;
  /** Where several fit, the first exact name counts, else the longest pattern. */
  models: readonly ModelPrice[];
}

export interface ParsedPrices {
  /** The entries that could be read. */
  table: PriceTable;
  /** One sentence each, for a person. */
  faults: string[];
}

const isPrice = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

function readPrices(entry: Record<string, unknown>, where: string, faults: string[]): TokenPrices | null {
  const { input, output } = entry;
  const cachedInput = entry.cachedInput ?? null;
  if (!isPrice(input)) {
    faults.push(`${where}: input is ${showValue(input ?? null)}, where dollars per million tokens belong.`);
    return null;
  }
  if (!isPrice(output)) {
    faults.push(`${where}: output is ${showValue(output ?? null)}, where dollars per million tokens belong.`);
    return null;
  }
  if (cachedInput !== null && !isPrice(cachedInput)) {
    faults.push(
      `${where}: cachedInput is ${showValue(cachedInput)}, where dollars per million tokens or nothing belong.`
    );
    return null;
  }
  const cacheWrite = entry.cacheWrite ?? null;
  if (cacheWrite !== null && !isPrice(cacheWrite)) {
    faults.push(
      `${where}: cacheWrite is ${showValue(cacheWrite)}, where dollars per million tokens or nothing belong.`
    );
    return null;
  }
  return { input, cachedInput, ...(cacheWrite !== null && { cacheWrite }), output };
}

function readModel(entry: unknown, index: number, faults: string[]): ModelPrice | null {
  if (!isObject(entry)) {
    faults.push(
      `models[${index}] is ${showValue(entry ?? null)}, where an object with model, input and output belongs.`
    );
    return null;
  }
  const { model, above } = entry;
  if (typeof model !== 'string' || model.trim() === '') {
    faults.push(`models[${index}]: model is ${showValue(model ?? null)}, where the name of a model belongs.`);
    return null;
  }
  const where = `models[${index}] (${showValue(model)})`;
  const prices = readPrices(entry, where, faults);
  if (prices === null || above === undefined || above === null) {
    return prices === null ? null : { model: model.trim(), ...prices };
  }
  if (!isObject(above) || !isPrice(above.inputTokens)) {
    faults.push(`${where}: above is ${showValue(above)}, where an object with inputTokens, input and output belongs.`);
    return null;
  }
  const long = readPrices(above, `${where}, above`, faults);
  return long === null ? null : { model: model.trim(), ...prices, above: { inputTokens: above.inputTokens, ...long } };
}

const MAX_MODELS = 10_000;

/** A table of one's own: `{"version": "2026-11", "models": [{"model", "input", "cachedInput", "cacheWrite", "output"}]}`. */
export function parsePriceTable(json: unknown): ParsedPrices {
  const faults: string[] = [];
  if (!isObject(json) || !Array.isArray(json.models)) {
    const shape = 'an object with version and a list of models';
    return {
      table: { version: 'unknown', models: [] },
      faults: [`A price table is ${shape}, not ${showValue(json ?? null)}.`],
    };
  }
  const { version, models } = json;
  const isNamed = typeof version === 'string' && version.trim() !== '';
  if (!isNamed) {
    faults.push(`version is ${showValue(version ?? null)}, where the month or day of the prices belongs.`);
  }
  if (models.length > MAX_MODELS) {
    faults.push(`There are ${models.length} models; the first ${MAX_MODELS} are read.`);
  }
  const read = models.slice(0, MAX_MODELS).map((entry: unknown, i) => readModel(entry, i, faults));
  return {
    table: { version: isNamed ? version.trim() : 'unknown', models: read.filter((entry) => entry !== null) },
    faults,
  };
}

/** Own prices before those that come with the program. */
export const mergePrices = (own: PriceTable, base: PriceTable): PriceTable => ({
  version: `${own.version} over ${base.version}`,
  models: [...own.models, ...base.models],
});
