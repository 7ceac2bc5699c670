import DOMPurify from 'dompurify';

const answerTags = [
  ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'ul', 'ol', 'li'],
  ...['strong', 'em', 'del', 'code', 'pre', 'kbd', 'sub', 'sup', 'a'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
];

/** HTML of an answer without anything that runs, loads, navigates or looks like the view's own controls. */
export function sanitiseAnswer(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: answerTags,
    ALLOWED_ATTR: ['data-href', 'data-cite', 'align', 'start', 'class'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
}

/** Highlighted code: spans with classes. */
export function sanitiseCode(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: ['span'],
    ALLOWED_ATTR: ['class'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
}
