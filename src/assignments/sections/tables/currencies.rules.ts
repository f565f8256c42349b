/** Currencies that a budget can be written in: ISO 4217 code, name, decimal digits of the smallest unit (ISO 4217 list one). */
const currencies = {
  AED: ['UAE dirham', 2],
  ARS: ['Argentine peso', 2],
  AUD: ['Australian dollar', 2],
  BBD: ['Barbados dollar', 2],
  BRL: ['Brazilian real', 2],
  BSD: ['Bahamian dollar', 2],
  CAD: ['Canadian dollar', 2],
  CHF: ['Swiss franc', 2],
  CLP: ['Chilean peso', 0],
  CNY: ['Chinese yuan', 2],
  CZK: ['Czech koruna', 2],
  DKK: ['Danish krone', 2],
  DOP: ['Dominican peso', 2],
  EUR: ['Euro', 2],
  GBP: ['Pound sterling', 2],
  HKD: ['Hong Kong dollar', 2],
  HUF: ['Hungarian forint', 2],
  IDR: ['Indonesian rupiah', 2],
  ILS: ['Israeli new shekel', 2],
  INR: ['Indian rupee', 2],
  ISK: ['Icelandic króna', 0],
  JMD: ['Jamaican dollar', 2],
  JPY: ['Japanese yen', 0],
  KES: ['Kenyan shilling', 2],
  KRW: ['South Korean won', 0],
  KWD: ['Kuwaiti dinar', 3],
  MXN: ['Mexican peso', 2],
  MYR: ['Malaysian ringgit', 2],
  NGN: ['Nigerian naira', 2],
  NOK: ['Norwegian krone', 2],
  NZD: ['New Zealand dollar', 2],
  PHP: ['Philippine peso', 2],
  PLN: ['Polish złoty', 2],
  RON: ['Romanian leu', 2],
  SEK: ['Swedish krona', 2],
  SGD: ['Singapore dollar', 2],
  THB: ['Thai baht', 2],
  TND: ['Tunisian dinar', 3],
  TRY: ['Turkish lira', 2],
  TTD: ['Trinidad and Tobago dollar', 2],
  TWD: ['New Taiwan dollar', 2],
  USD: ['US dollar', 2],
  VND: ['Vietnamese đồng', 0],
  XCD: ['East Caribbean dollar', 2],
  ZAR: ['South African rand', 2],
} satisfies Record<string, [name: string, digits: number]>;

export type Currency = keyof typeof currencies;

export function isCurrency(code: unknown): code is Currency {
  return typeof code === 'string' && Object.hasOwn(currencies, code);
}

/** Decimal digits of the smallest unit; 2 while no currency is chosen. */
export function currencyDigits(currency: Currency | null): number {
  return currency === null ? 2 : currencies[currency][1];
}

export const currencyChoices: readonly { key: Currency; label: string }[] = Object.entries(currencies).map(
  ([key, [name]]) => ({ key: key as Currency, label: `${key} – ${name}` }),
);
