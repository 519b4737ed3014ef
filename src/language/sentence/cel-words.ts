/**
 * How a sentence says CEL's own functions. {0} is what a method is called on, {1} its first argument. A text that CEL knows
 * and that is not here is said by its name.
 */
const celWords: Readonly<Record<string, string>> = {
  'size(1)': 'the number of {1}',
  'bool(1)': '{1}',
  'double(1)': '{1} as a number',
  'int(1)': '{1} as a whole number',
  'uint(1)': '{1} as a whole number',
  'string(1)': '{1} as text',
  'type(1)': 'the type of {1}',
  'dyn(1)': '{1}',
  'bytes(1)': 'the bytes of {1}',
  'timestamp(1)': '{1}',
  'duration(1)': '{1}',
  'has(1)': '{1} is there',
  '.startsWith': '{0} begins with {1}',
  '.endsWith': '{0} ends with {1}',
  '.contains': '{0} contains {1}',
  '.matches': '{0} has the form {1}',
  '.lowerAscii': '{0} in small letters',
  '.upperAscii': '{0} in capital letters',
  '.trim': '{0} without blanks around it',
  '.indexOf': 'the place of {1} in {0}',
  '.lastIndexOf': 'the last place of {1} in {0}',
  '.substring': 'the part of {0} from character {1} on',
  '.substring(2)': 'the part of {0} from character {1} to {2}',
  '.split': '{0} divided at {1}',
  '.join': '{0} in one text',
  '.join(1)': '{0} in one text with {1} between them',
  '.size': 'the number of {0}',
  '.json': 'the data in {0}',
  '.hex': '{0} in hexadecimal digits',
  '.string': '{0} as text',
  '.base64': '{0} in base64',
  '.at': 'byte {1} of {0}',
  '.getDate': 'the day of the month of {0}',
  '.getDayOfMonth': 'the day of the month of {0}, counted from 0',
  '.getDayOfWeek': 'the day of the week of {0}, Sunday is 0',
  '.getDayOfYear': 'the day of the year of {0}, counted from 0',
  '.getFullYear': 'the year of {0}',
  '.getHours': 'the hours of {0}',
  '.getMilliseconds': 'the milliseconds of {0}',
  '.getMinutes': 'the minutes of {0}',
  '.getMonth': 'the month of {0}, January is 0',
  '.getSeconds': 'the seconds of {0}',
  '.hasValue': '{0} is known',
  '.value': '{0}',
  '.or': '{0}, or {1} where it is not known',
  '.orValue': '{0}, or {1} where it is not known',
  '.of': '{1}',
  '.none': 'nothing',
}

/** A call's words by its name and how many arguments it has. */
export function wordsOfCall(name: string, args: number, method: boolean): string | null {
  const places = method ? [`.${name}(${args})`, `.${name}`] : [`${name}(${args})`]
  for (const place of places) if (Object.hasOwn(celWords, place)) return celWords[place]!
  return null
}
