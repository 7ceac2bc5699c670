import type { LineStopCase } from './lineStopCase.js';

export const pythonCases: readonly LineStopCase[] = [
  {
    name: 'a function ends where the indentation does',
    code: `def mean(xs):‸
    total = sum(xs)

    return total / len(xs)◂


def median(xs):`,
    reason: 'scopeEnd',
  },
  {
    name: 'on an empty line of a body a loop is one block',
    code: `    ‸for x in xs:
        total += x◂
    return total

def`,
    reason: 'scopeEnd',
  },
  {
    name: 'elif, else, except and finally continue a block',
    code: `    try:‸
        if a:
            b()
        elif c:
            d()
    except ValueError:
        e()
    else:
        f()
    finally:
        g()◂
    return h`,
    reason: 'scopeEnd',
  },
  {
    name: 'a dedent by two levels ends it too',
    code: `        if x:‸
            return 1◂
class Next:`,
    reason: 'scopeEnd',
  },
  {
    name: 'a decorator goes with its function',
    code: `    ‸@property
    def size(self) -> int:
        return self._size◂

    @property`,
    reason: 'scopeEnd',
  },
  {
    name: 'a decorator that the user writes ends with its line',
    code: `@app.route(‸"/users")◂
def users():`,
    reason: 'lineEnd',
  },
  {
    name: 'a function below the user’s decorator',
    code: `@app.route("/users")‸
def users():
    return []◂

@app`,
    reason: 'scopeEnd',
  },
  {
    name: 'a head over several lines',
    code: `def connect(‸
    host: str,
    port: int = 80,
) -> Socket:
    return Socket(host, port)◂
x = 1`,
    reason: 'scopeEnd',
  },
  {
    name: 'a call over several lines',
    code: `result = call(‸
    first,
    second,
)◂
result.use()`,
    reason: 'scopeEnd',
  },
  {
    name: 'a variable called end is no end word here',
    code: `for x in xs:‸
    use(x)◂
end = time()`,
    reason: 'scopeEnd',
  },
  {
    name: 'a docstring is not cut after its first line',
    code: `    ‸"""Returns the mean.

    Raises when empty.
    """◂
    return sum(xs)`,
    reason: 'scopeEnd',
  },
  {
    name: 'after a docstring’s closing quotes one line',
    code: `    """‸
    return 1◂
    x = """`,
    reason: 'lineEnd',
  },
  {
    name: 'a comment with its line',
    code: `‸# the largest
top = max(xs)◂
print(top)`,
    reason: 'lineEnd',
  },
  {
    name: 'a comment that looks like a head',
    code: `# Example:‸
x = 1◂
y = 2`,
    reason: 'lineEnd',
  },
  {
    name: 'a dictionary ends with its brace',
    code: `    config = {‸
        "a": 1,
        "b": [
            2,
        ],
    }◂
    return config`,
    reason: 'scopeEnd',
  },
  {
    name: 'a comprehension on one line',
    code: `squares = [‸x * x for x in xs]◂
print(squares)`,
    reason: 'lineEnd',
  },
];
