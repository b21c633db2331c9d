// What a resource that is kept costs a month, by a small table with its source and date.
import { readFileSync } from 'node:fs';

const TABLE = JSON.parse(readFileSync(new URL('prices.json', import.meta.url), 'utf8'));

export const SOURCE = TABLE.source;

/** {usd} if it follows from the template, {byUse} if it depends on what is stored, {unknown} if the table lacks it. */
export function price({ type, properties, source = {} }) {
  switch (type) {
    case 'AWS::RDS::DBInstance':
      return database(properties, source);
    case 'AWS::EC2::Volume':
      return { usd: Number(properties.Size) * TABLE.volumeGiB };
    case 'AWS::KMS::Key':
      return { usd: TABLE.key };
    case 'AWS::SecretsManager::Secret':
      return { usd: TABLE.secret };
    default:
      return TABLE.byUse[type] ? { byUse: TABLE.byUse[type] } : { usd: 0 };
  }
}

/** A replica has the storage of its source; with a standby everything is there twice. */
function database(properties, source) {
  const hour = TABLE.databaseHour[properties.DBInstanceClass];
  const storage = Number(properties.AllocatedStorage ?? source.AllocatedStorage);
  if (hour === undefined || Number.isNaN(storage)) {
    return { unknown: `${properties.DBInstanceClass} is not in the table of prices` };
  }
  const copies = String(properties.MultiAZ) === 'true' ? 2 : 1;
  return { usd: copies * (hour * TABLE.hoursPerMonth + storage * TABLE.databaseStorageGiB) };
}

/** The price as it is printed. */
export function formatPrice({ usd, byUse, unknown }) {
  if (unknown) {
    return `price unknown: ${unknown}`;
  }
  return byUse ? `by use: ${byUse}` : usd === 0 ? 'nothing' : `${usd.toFixed(2)} USD a month`;
}
