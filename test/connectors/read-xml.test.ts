import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { readXml, type XmlReading } from '../../src/connectors/read-xml.ts'

const reading: XmlReading = { keeps: new Set(['id', 'get']), names: 'whole', entities: 'decoded', deepest: 12 }
const read = (xml: string, how: Partial<XmlReading> = {}) => readXml(xml, { ...reading, ...how })

test('an answer is read as text, records and lists, whatever its fields are called', () => {
  expect(
    read(`<?xml version="1.0" encoding="UTF-8"?>
<prestashop xmlns:xlink="http://www.w3.org/1999/xlink">
  <order><id><![CDATA[7]]></id><constructor> a &lt;b&gt; &#233;&#x1F600; </constructor><gone/>
    <rows get="yes" nodeType="row"><row id="1">x<!-- y -->z</row><row/></rows>
  </order>
</prestashop>
<!-- end -->`),
  ).toEqual({
    prestashop: {
      order: {
        ...{ id: '7', constructor: ' a <b> é😀 ', gone: '' },
        rows: { '@get': 'yes', row: [{ '@id': '1', '#text': 'xz' }, ''] },
      },
    },
  })
  expect(read('<a:x xmlns:a="u"><a:y i:id="1">2</a:y></a:x>', { names: 'local' })).toEqual({
    x: { y: { '@id': '1', '#text': '2' } },
  })
  expect(read('<a>&amp;</a>', { entities: 'left' })).toEqual({ a: '&amp;' })
  expect(read(`<a><b x = "'/>'" id = '"=&lt;' get=""/></a>`)).toEqual({ a: { b: { '@id': '"=<', '@get': '' } } })
})

test.each([
  ['', 'nothing'],
  ['text', 'no element'],
  ['<a>', 'never closed'],
  ['<a></a', 'cut in the tag that closes it'],
  ['<a></aX', 'cut in another way'],
  ['<a><b></a></b>', 'closed in the wrong order'],
  ['<a></b>', 'closed by another name'],
  ['<a/><b/>', 'two roots'],
  ['<a/>text', 'text behind the root'],
  ['<a b="1" b="2"/>', 'one attribute twice'],
  ['<a b="1" c="2" d="3" c="4"/>', 'one attribute twice, with another between'],
  ['<a b=1/>', 'an attribute without quotes'],
  ['<a b="<"/>', 'a tag inside an attribute'],
  ['<1a/>', 'a name that begins with a digit'],
  ['<a>&what;</a>', 'an entity that nobody has declared'],
  ['<a>& b</a>', 'a bare ampersand'],
  ['<a>&#x110000;</a>', 'no character of Unicode'],
  ['<a>b]]>c</a>', 'CDATA that ends before its text does'],
  ['<a><![CDATA[b</a>', 'CDATA without end'],
  ['<![CDATA[b]]><a/>', 'CDATA outside of the root'],
  ['<!DOCTYPE a [<!ENTITY b "c">]><a/>', 'a document type'],
  ['<a><?php echo 1 ?></a>', 'a processing instruction'],
  ['<__proto__>1</__proto__>', 'the prototype of what is made of it'],
  [`${'<a>'.repeat(13)}${'</a>'.repeat(13)}`, 'deeper than anything that is sent'],
])('%s is refused: %s', (xml) => {
  expect(read(xml)).toBeNull()
})

test.each([
  ['<a>1</b>', 'closed by another name'],
  ['<a>1</ab>', 'closed by a longer name'],
  ['<ab>1</a>', 'closed by a shorter name'],
  ['<a>1</a', 'cut in the tag that closes it'],
  ['<a><![CDATA[1</a>', 'CDATA without end'],
  ['<a><![CDATA[1]]>&b</a>', 'a bare ampersand behind CDATA'],
  ['<a>1]]></a>', 'CDATA that ends before its text does'],
  ['<a>&what;</a>', 'an entity that nobody has declared'],
  ['<__proto__>1</__proto__>', 'the prototype of what is made of it'],
])('%s is refused inside of an answer, too: %s', (xml) => {
  expect(read('<r><x>0</x><a>1</a><x/></r>')).toEqual({ r: { x: ['0', ''], a: '1' } })
  expect(read(`<r>${xml}</r>`)).toBeNull()
  expect(read(`<r><x>0</x>${xml}<x>0</x></r>`)).toBeNull()
})

test('text, CDATA and comments of an element are one text, and a field may not lie too deep', () => {
  expect(read('<r><a><![CDATA[1]]>2</a><a><![CDATA[3]]><![CDATA[ 4]]></a><a>5<!-- 6 -->7</a ></r>')).toEqual({
    r: { a: ['12', '3 4', '57'] },
  })
  expect(read('<r><a>1</a></r>', { deepest: 2 })).toEqual({ r: { a: '1' } })
  expect(read('<r><a>1</a></r>', { deepest: 1 })).toBeNull()
})

test('an attribute that nobody needs, or an entity of HTML, leaves the rest of an answer readable', () => {
  const linked = '<a link="https://shop/api/orders/5?a=1&b=2&nbsp;" id="5">1</a>'
  expect(read(linked)).toEqual({ a: { '@id': '5', '#text': '1' } })
  expect(read(linked, { entities: 'left' })).toEqual({ a: { '@id': '5', '#text': '1' } })
  expect(read('<a get="x?a=1&b=2">1&nbsp;&euro;</a>', { entities: 'left' })).toEqual({
    a: { '@get': 'x?a=1&b=2', '#text': '1&nbsp;&euro;' },
  })
  // What has to be decoded has a meaning, or is refused.
  expect(read('<a get="&nbsp;"/>')).toBeNull()
  expect(read('<a>1&nbsp;</a>')).toBeNull()
  expect(read('<a>1 & 2</a>', { entities: 'left' })).toBeNull()
})

/** Documents as systems send them, and those where a proxy, a module or a cut has put or taken something. */
const name = fc.constantFrom('id', 'order', 'rows', 'row', 'a-b.c', 'x:y')
const plain = fc.string({ unit: fc.constantFrom('x', ' ', '\n', 'é', '7', '"', '&amp;', '&lt;'), maxLength: 8 })
const content = fc.oneof(
  plain,
  plain.map((text) => `<![CDATA[${text}<&]]>`),
)
const attributes = fc
  .uniqueArray(fc.tuple(fc.constantFrom('id', 'get', 'x:z'), fc.constantFrom('', '1', 'a b', '&amp;')), {
    selector: ([name]) => name,
    maxLength: 2,
  })
  .map((all) => all.map(([name, value]) => ` ${name}="${value}"`).join(''))
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(name, attributes, fc.oneof({ depthSize: 'small' }, content, fc.array(tie('element'), { maxLength: 4 })))
    .map(([name, attributes, inside]) =>
      inside === ''
        ? `<${name}${attributes}/>`
        : `<${name}${attributes}>${typeof inside === 'string' ? inside : inside.join('\n')}</${name}>`,
    ),
}))

const general = new XMLParser({
  ignoreAttributes: (name) => !reading.keeps.has(name),
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
})
const generally = (xml: string): unknown => withoutSpace(general.parse(xml))

/** A general parser keeps the white space between children. */
function withoutSpace(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutSpace)
  const isParent = Object.keys(value).some((name) => !name.startsWith('@') && name !== '#text')
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inside]) =>
      name === '#text' && isParent && String(inside).trim() === '' ? [] : [[name, withoutSpace(inside)]],
    ),
  )
}

test('a document is read as a general parser reads it', () => {
  fc.assert(
    fc.property(element, (xml) => {
      expect(read(xml, { entities: 'left', deepest: 100 })).toEqual(generally(xml))
    }),
  )
})

test('a document that was damaged on its way is refused, or read as a general parser reads it', () => {
  const damage = fc.constantFrom('<', '>', '/', '</', ']]>', '<!--', '&', '"', '=', 'x', '<row>', '</row>')
  fc.assert(
    fc.property(element, fc.nat(), fc.nat(4), damage, (xml, place, taken, put) => {
      const at = place % (xml.length + 1)
      const damaged = `${xml.slice(0, at)}${put}${xml.slice(at + taken)}`
      const own = read(damaged, { entities: 'left', deepest: 100 })
      if (own === null) return
      expect(XMLValidator.validate(damaged)).toBe(true)
      expect(own).toEqual(generally(damaged))
    }),
    { numRuns: 500 },
  )
})
