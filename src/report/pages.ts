import type { Report } from './report.ts'

/** Signs that Markdown would read as more than text. */
const plain = (text: string) => text.replace(/[\\`*_[\]<>|#~]/g, '\\$&')
const safe = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** The report as Markdown: a heading a section, a list of its sentences. */
export const reportMarkdown = ({ title, sections }: Pick<Report, 'title' | 'sections'>): string =>
  [
    `# ${plain(title)}`,
    ...sections.flatMap((section) => [
      `## ${plain(section.title)}`,
      section.lines.map((line) => `- ${plain(line)}`).join('\n'),
    ]),
  ].join('\n\n')

/**
 * The report as one page that mail programs show: no script, no picture, nothing from elsewhere, styles in place, since
 * many of them drop a style sheet. Readable without any of it.
 */
export function reportHtml({ title, sections, well, language }: Report): string {
  const text = 'margin:0 0 8px;line-height:1.5'
  const body = sections.map(
    (section) =>
      `<h2 style="font-size:16px;margin:24px 0 8px">${safe(section.title)}</h2>\n${section.lines.map((line) => `<p style="${text}">${safe(line)}</p>`).join('\n')}`,
  )
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${safe(title)}</title></head>
<body style="margin:0;padding:16px;background:#ffffff;color:#1f2328;font:14px/1.5 -apple-system,Segoe UI,Arial,sans-serif">
<div style="max-width:640px;margin:0 auto">
<h1 style="font-size:20px;margin:0 0 8px;border-left:4px solid ${well ? '#1a7f37' : '#bf8700'};padding-left:8px">${safe(title)}</h1>
${body.join('\n')}
</div>
</body>
</html>
`
}
