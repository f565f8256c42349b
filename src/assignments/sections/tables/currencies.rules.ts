/** Currencies that a budget can be written in: ISO 4217 code, name, decimal digits of the smallest unit (ISO 4217 list one). */
const currencies = {
  AED: ['UAE dirham', 2],
  ARS: ['Argentine peso', 2],
  AUD: ['Australian dollar', 2],
  AWG: ['Aruban florin', 2],
  BBD: ['Barbados dollar', 2],
  BDT: ['Bangladeshi taka', 2],
  BHD: ['Bahraini dinar', 3],
  BMD: ['Bermudian dollar', 2],
  BOB: ['Bolivian boliviano', 2],
  BRL: ['Brazilian real', 2],
  BSD: ['Bahamian dollar', 2],
  BWP: ['Botswana pula', 2],
  BZD: ['Belize dollar', 2],
  CAD: ['Canadian dollar', 2],
  CHF: ['Swiss franc', 2],
  CLP: ['Chilean peso', 0],
  CNY: ['Chinese yuan', 2],
  COP: ['Colombian peso', 2],
  CRC: ['Costa Rican colón', 2],
  CZK: ['Czech koruna', 2],
  DKK: ['Danish krone', 2],
  DOP: ['Dominican peso', 2],
  EGP: ['Egyptian pound', 2],
  EUR: ['Euro', 2],
  FJD: ['Fijian dollar', 2],
  GBP: ['Pound sterling', 2],
  GEL: ['Georgian lari', 2],
  GHS: ['Ghanaian cedi', 2],
  GTQ: ['Guatemalan quetzal', 2],
  GYD: ['Guyanese dollar', 2],
  HKD: ['Hong Kong dollar', 2],
  HTG: ['Haitian gourde', 2],
  HUF: ['Hungarian forint', 2],
  IDR: ['Indonesian rupiah', 2],
  ILS: ['Israeli new shekel', 2],
  INR: ['Indian rupee', 2],
  ISK: ['Icelandic króna', 0],
  JMD: ['Jamaican dollar', 2],
  JOD: ['Jordanian dinar', 3],
  JPY: ['Japanese yen', 0],
  KES: ['Kenyan shilling', 2],
  KRW: ['South Korean won', 0],
  KWD: ['Kuwaiti dinar', 3],
  KYD: ['Cayman Islands dollar', 2],
  KZT: ['Kazakhstani tenge', 2],
  LKR: ['Sri Lankan rupee', 2],
  MAD: ['Moroccan dirham', 2],
  MUR: ['Mauritian rupee', 2],
  MXN: ['Mexican peso', 2],
  MYR: ['Malaysian ringgit', 2],
  NAD: ['Namibian dollar', 2],
  NGN: ['Nigerian naira', 2],
  NOK: ['Norwegian krone', 2],
  NZD: ['New Zealand dollar', 2],
  OMR: ['Omani rial', 3],
  PAB: ['Panamanian balboa', 2],
  PEN: ['Peruvian sol', 2],
  PHP: ['Philippine peso', 2],
  PKR: ['Pakistani rupee', 2],
  PLN: ['Polish złoty', 2],
  PYG: ['Paraguayan guaraní', 0],
  QAR: ['Qatari riyal', 2],
  RON: ['Romanian leu', 2],
  RSD: ['Serbian dinar', 2],
  RWF: ['Rwandan franc', 0],
  SAR: ['Saudi riyal', 2],
  SEK: ['Swedish krona', 2],
  SGD: ['Singapore dollar', 2],
  THB: ['Thai baht', 2],
  TND: ['Tunisian dinar', 3],
  TRY: ['Turkish lira', 2],
  TTD: ['Trinidad and Tobago dollar', 2],
  TWD: ['New Taiwan dollar', 2],
  TZS: ['Tanzanian shilling', 2],
  UAH: ['Ukrainian hryvnia', 2],
  UGX: ['Ugandan shilling', 0],
  USD: ['US dollar', 2],
  UYU: ['Uruguayan peso', 2],
  VND: ['Vietnamese đồng', 0],
  XAF: ['Central African franc', 0],
  XCD: ['East Caribbean dollar', 2],
  XOF: ['West African franc', 0],
  ZAR: ['South African rand', 2],
  ZMW: ['Zambian kwacha', 2],
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

/** Signs and the currencies that they stand for. */
const signs: Readonly<Record<string, readonly string[]>> = {
  $: [
    'BRL',
    ...Object.entries(currencies).flatMap(([code, [name]]) => (/dollar|peso/.test(name) ? code : [])),
  ],
  '€': ['EUR'],
  '£': ['GBP', 'EGP'],
  '¥': ['JPY', 'CNY'],
  '₹': ['INR'],
  '₨': ['PKR', 'LKR', 'MUR'],
  '₩': ['KRW'],
  '₪': ['ILS'],
  '₫': ['VND'],
  '₦': ['NGN'],
  '₱': ['PHP'],
  '₡': ['CRC'],
  '₲': ['PYG'],
  '₴': ['UAH'],
  '₵': ['GHS'],
  '₸': ['KZT'],
  '₺': ['TRY'],
  '₾': ['GEL'],
  '฿': ['THB'],
};

const marked =
  /^(?<sign>[-−–(]?)\s?(?<before>[a-z]{0,3}\p{Sc}|[a-z]{3})?\s?(?<rest>[^\p{L}\p{Sc}]*?)\s?(?<after>\p{Sc}|[a-z]{3})?(?<end>\)?)$/iu;

/**
 * An amount without the code or sign of its currency: “1,250” for “EUR 1,250”, “€1,250” or “1,250 €”.
 *
 * @param currency the one that amounts are in; null while none is chosen, when any is taken
 * @returns null for an amount that names another currency
 */
export function withoutCurrency(text: string, currency: Currency | null): string | null {
  const found = text.length > 80 ? undefined : marked.exec(text)?.groups;
  if (found === undefined) return text;
  const { sign = '', before, rest = '', after, end = '' } = found;
  if ([before, after].some((mark) => mark !== undefined && !means(mark, currency))) return null;
  return `${sign}${rest}${end}`;
}

/** “EUR”, “€”, “$”, “US$”. */
function means(mark: string, currency: Currency | null): boolean {
  const code = mark.replace(/\P{L}/gu, '').toUpperCase();
  const sign = mark.replace(/\p{L}/gu, '');
  const known = sign === '' ? isCurrency(code) : Object.hasOwn(signs, sign);
  if (!known || currency === null) return known;
  return currency.startsWith(code) && (sign === '' || signs[sign]?.includes(currency) === true);
}
