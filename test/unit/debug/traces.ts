/** Output as the tools of five languages print it, and what is to be found in it. */
export interface TraceCase {
  readonly name: string;
  readonly text: string;
  /** `path:line function` of the first frames, innermost first. */
  readonly frames: readonly string[];
  readonly headline: string | undefined;
}

const nodeCases: readonly TraceCase[] = [
  {
    name: 'an uncaught error of Node',
    text: `file:///home/me/shop/cart.mjs:1
class Cart { total(items) { return items.reduce((s, i) => s + i.price.amount, 0); } }
                                                                      ^

TypeError: Cannot read properties of undefined (reading 'amount')
    at file:///home/me/shop/cart.mjs:1:71
    at Array.reduce (<anonymous>)
    at Cart.total (file:///home/me/shop/cart.mjs:1:42)
    at async main (file:///home/me/my%20shop/main.mjs:2:48)
    at Object.<anonymous> (/home/me/shop/old.js:7:3)
    at new Till (C:\\shop\\till.js:8:1)
    at eval (eval at run (/home/me/shop/run.js:4:2), <anonymous>:1:1)
    at node:internal/main/run_main_module:28:49

Node.js v20.20.2
`,
    frames: [
      '/home/me/shop/cart.mjs:1 Cart.total',
      '/home/me/my shop/main.mjs:2 main',
      '/home/me/shop/old.js:7 Object.<anonymous>',
      'C:\\shop\\till.js:8 new Till',
      'node:internal/main/run_main_module:28',
    ],
    headline: "TypeError: Cannot read properties of undefined (reading 'amount')",
  },
  {
    name: 'a syntax error of Node, whose own frames are all the runtime’s',
    text: `/home/me/shop/bad.js:1
const a = ;
          ^

SyntaxError: Unexpected token ';'
    at wrapSafe (node:internal/modules/cjs/loader:1464:18)
`,
    frames: ['/home/me/shop/bad.js:1', 'node:internal/modules/cjs/loader:1464 wrapSafe'],
    headline: "SyntaxError: Unexpected token ';'",
  },
  {
    name: 'a failure of Node’s test runner',
    text: `not ok 1 - total
  ---
  location: '/home/me/shop/cart.test.mjs:3:1'
  error: |-
    Expected values to be strictly equal:

    2 !== 3

  name: 'AssertionError'
  stack: |-
    TestContext.<anonymous> (file:///home/me/shop/cart.test.mjs:3:30)
    Test.runInAsyncScope (node:async_hooks:206:9)
`,
    frames: ['/home/me/shop/cart.test.mjs:3 TestContext.<anonymous>'],
    headline: undefined,
  },
  {
    name: 'a bundle’s own paths',
    text: `Uncaught ReferenceError: till is not defined
    at pay (webpack://shop/./src/pay.ts:4:3)
    at render (webpack:///src/view.ts:9:3)
`,
    frames: ['src/pay.ts:4 pay', 'src/view.ts:9 render'],
    headline: 'ReferenceError: till is not defined',
  },
];

const pythonCases: readonly TraceCase[] = [
  {
    name: 'a chained traceback of Python',
    text: `Traceback (most recent call last):
  File "/home/me/shop/cart.py", line 6, in main
    total([{"price":1},{}])
  File "/home/me/shop/cart.py", line 3, in <genexpr>
    return sum(i["price"] for i in items)
               ~^^^^^^^^^
KeyError: 'price'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "<frozen runpy>", line 198, in _run_module_as_main
  File "/home/me/shop/cart.py", line 9, in <module>
    main()
  File "/home/me/shop/cart.py", line 8, in main
    raise ValueError("bad cart") from e
ValueError: bad cart
`,
    frames: [
      '/home/me/shop/cart.py:8 main',
      '/home/me/shop/cart.py:9 <module>',
      '/home/me/shop/cart.py:3 <genexpr>',
      '/home/me/shop/cart.py:6 main',
    ],
    headline: 'ValueError: bad cart',
  },
  {
    name: 'a failure of pytest',
    text: `=================================== FAILURES ===================================
_________________________________ test_missing _________________________________

    def test_missing():
>       total([{}])

test_cart.py:9:
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _

>   return sum(item["price"] for item in items)
               ^^^^^^^^^^^^^
E   KeyError: 'price'

shop/cart.py:2: KeyError
=========================== short test summary info ============================
FAILED test_cart.py::test_missing - KeyError: 'price'
`,
    frames: ['shop/cart.py:2', 'test_cart.py:9'],
    headline: "KeyError: 'price'",
  },
  {
    name: 'a failed assertion in pytest’s short style',
    text: `test_cart.py:5: in test_total
    assert total([{"price": 1}]) == 2
E   assert 1 == 2
E    +  where 1 = total([{'price': 1}])
`,
    frames: ['test_cart.py:5 test_total'],
    headline: 'assert 1 == 2',
  },
];

const javaCases: readonly TraceCase[] = [
  {
    name: 'a trace of Java with its cause first',
    text: `Exception in thread "main" java.lang.IllegalStateException: bad cart
	at shop.Cart.main(Cart.java:11)
Caused by: java.lang.NullPointerException: Cannot invoke "java.lang.Integer.intValue()" because "<parameter1>" is null
	at shop.Cart.lambda$total$0(Cart.java:5)
	at java.base/java.util.stream.ReferencePipeline$4$1.accept(ReferencePipeline.java:214)
	at app//shop.till.Till$Drawer.open(Till.java:21)
	at java.base/jdk.internal.reflect.NativeMethodAccessorImpl.invoke0(Native Method)
	... 12 more
`,
    frames: [
      'shop/Cart.java:5 Cart.lambda$total$0',
      'shop/till/Till.java:21 Till$Drawer.open',
      'shop/Cart.java:11 Cart.main',
    ],
    headline:
      'java.lang.NullPointerException: Cannot invoke "java.lang.Integer.intValue()" because "<parameter1>" is null',
  },
  {
    name: 'a trace of Kotlin',
    text: `Exception in thread "main" java.lang.ArithmeticException: / by zero
	at shop.MainKt.share(Main.kt:4)
	at shop.MainKt.main(Main.kt)
`,
    frames: ['shop/Main.kt:4 MainKt.share'],
    headline: 'java.lang.ArithmeticException: / by zero',
  },
];

const goCases: readonly TraceCase[] = [
  {
    name: 'a panic of Go',
    text: `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x49e156]

goroutine 1 [running]:
main.total(...)
	/home/me/shop/main.go:10
main.(*Till).open(0xc000012345)
	/home/me/shop/till.go:16 +0x16
created by main.main in goroutine 1
	/home/me/shop/main.go:20 +0x1d
exit status 2
`,
    frames: [
      '/home/me/shop/main.go:10 main.total',
      '/home/me/shop/till.go:16 main.(*Till).open',
      '/home/me/shop/main.go:20 main.main',
    ],
    headline: 'panic: runtime error: invalid memory address or nil pointer dereference',
  },
  {
    name: 'a failure of go test',
    text: `--- FAIL: TestTotal (0.00s)
    cart_test.go:7: got 2, want 3
FAIL
FAIL	shop	0.005s
`,
    frames: ['cart_test.go:7'],
    headline: 'got 2, want 3',
  },
];

const rustCases: readonly TraceCase[] = [
  {
    name: 'a panic of Rust with its backtrace',
    text: `thread 'main' (22214) panicked at src/main.rs:2:37:
called \`Option::unwrap()\` on a \`None\` value
stack backtrace:
   0: __rustc::rust_begin_unwind
             at /rustc/59807616e1fa/library/std/src/panicking.rs:689:5
   1: main::total::{{closure}}
             at ./src/main.rs:2:37
  12: main::main
             at ./src/main.rs:6:20
`,
    frames: [
      'src/main.rs:2 main::total::{{closure}}',
      '/rustc/59807616e1fa/library/std/src/panicking.rs:689 __rustc::rust_begin_unwind',
      'src/main.rs:6 main::main',
    ],
    headline: 'called `Option::unwrap()` on a `None` value',
  },
  {
    name: 'a panic of an older Rust',
    text: `thread 'worker' panicked at 'index out of bounds: the len is 3', src/till.rs:14:9
`,
    frames: ['src/till.rs:14'],
    headline: 'index out of bounds: the len is 3',
  },
  {
    name: 'an error of the Rust compiler',
    text: `error[E0308]: mismatched types
 --> src/main.rs:1:26
  |
1 | fn main() { let x: u32 = "a"; }
`,
    frames: ['src/main.rs:1'],
    headline: 'error[E0308]: mismatched types',
  },
];

const otherCases: readonly TraceCase[] = [
  {
    name: 'places of a compiler, a linter and a test runner',
    text: `src/cart.ts(12,5): error TS2322: Type 'string' is not assignable to type 'number'.
src/till.ts:3:7 - error TS2304: Cannot find name 'till'.
./lib/a.c:14: undefined reference
`,
    frames: ['src/cart.ts:12', 'src/till.ts:3', 'lib/a.c:14'],
    headline: "src/cart.ts(12,5): error TS2322: Type 'string' is not assignable to type 'number'.",
  },
];

export const traces: readonly TraceCase[] = [
  ...nodeCases,
  ...pythonCases,
  ...javaCases,
  ...goCases,
  ...rustCases,
  ...otherCases,
];
