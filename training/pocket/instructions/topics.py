"""Words that prompts are made of."""


def _split(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(";") if part.strip())


GENERAL_TOPICS = _split("""
photosynthesis; gravity; the water cycle; volcanoes; earthquakes; the solar system; black holes;
the Moon; evolution; DNA; vaccines; antibiotics; the human heart; the brain; sleep; nutrition;
protein; vitamins; exercise; yoga; meditation; swimming; football; chess; running a marathon;
cycling; hiking; camping; mountain climbing; gardening; compost; growing tomatoes; houseplants;
bees; butterflies; whales; penguins; wolves; cats; dogs; horses; parrots; dinosaurs; coral reefs;
rain forests; deserts; glaciers; climate change; recycling; solar energy; wind power; nuclear
power; electric cars; batteries; trains; bridges; sailing ships; aeroplanes; rockets; satellites;
GPS; the compass; maps; time zones; the calendar; leap years; clocks; the printing press; paper;
books; libraries; novels; poetry; fairy tales; science fiction; detective stories; biographies;
diaries; newspapers; radio; television; cinema; photography; painting; sculpture; architecture;
pottery; origami; knitting; sewing; music theory; the piano; the violin; the guitar; jazz; opera;
folk songs; dance; theatre; comedy; museums; the Roman Empire; ancient Egypt; ancient Greece; the
Middle Ages; the Renaissance; the Industrial Revolution; the French Revolution; the Silk Road; the
Vikings; castles; democracy; constitutions; elections; human rights; the United Nations; money;
inflation; interest rates; budgets; saving money; taxes; insurance; trade; supply and demand;
small businesses; marketing; teamwork; leadership; job interviews; public speaking; time
management; remote work; meetings; feedback; negotiation; email; friendship; kindness; honesty;
patience; courage; happiness; stress; habits; learning a language; spelling; punctuation; grammar;
metaphors; handwriting; memory; reading; homework; exams; school; universities; teachers; bread;
cheese; chocolate; coffee; tea; soup; salad; pasta; rice; pizza; spices; salt; honey; baking a
cake; breakfast; cooking for friends; fermentation; olive oil; apples; bananas; potatoes;
mushrooms; Paris; London; Tokyo; Venice; Iceland; Brazil; India; Kenya; Canada; Australia; the
Alps; the Amazon river; the Pacific Ocean; Antarctica; islands; rivers; lakes; forests; clouds;
rainbows; thunderstorms; snow; tides; seasons; atoms; molecules; the periodic table; acids and
bases; magnetism; electricity; light; sound; heat; energy; friction; levers; pendulums; the speed
of light; probability; averages; prime numbers; fractions; percentages; geometry; triangles;
circles; the number pi; algebra; statistics; graphs; logic; puzzles; riddles; board games; card
games; computers; the internet; search engines; passwords; encryption; email spam; backups;
printers; keyboards; robots; artificial intelligence; machine learning; neural networks; open
source software; operating systems; databases; cloud computing; video games; smartphones; virtual
reality; 3D printing; barcodes; digital cameras; headphones; glasses; bicycles; umbrellas; shoes;
pockets; buttons; zips; mirrors; candles; soap; glass; steel; wood; concrete; gold; diamonds; salt
mines; lighthouses; windmills; canals; markets; festivals; birthdays; weddings; holidays;
travelling by train; packing a suitcase; moving house; cleaning; laundry; first aid; the common
cold; allergies; teeth; the immune system; digestion; muscles; bones; skin; hearing; taste;
dreams; laughter; emotions; curiosity; creativity; critical thinking; scientific method;
experiments; inventions; Leonardo da Vinci; Marie Curie; Isaac Newton; Charles Darwin; Ada
Lovelace; Alan Turing; Galileo Galilei; Florence Nightingale; William Shakespeare; Mozart;
beekeeping; bird watching; astronomy; geology; archaeology; psychology; philosophy; economics;
sociology; law; medicine; engineering; farming; fishing; volunteering; neighbours; city parks;
public transport; traffic lights
""")

PEOPLE = _split("""
my teacher; my manager; a colleague; a customer; my landlord; an old friend; my neighbour; a
hotel; the library; my team; a new employee; my parents; a supplier; the town hall; my doctor's
office; a professor; my sister
""")

LETTERS = _split("""
asking for a day off; thanking them for their help; to move a meeting to Friday; to apologise for
being late; about a broken heater; to invite them to dinner; asking for a reference; to cancel an
appointment; to ask about opening hours; about a missing parcel; to say that I am ill today; to
congratulate them on a new job; to ask for more time for a task; to report a problem with a bill;
to introduce myself; to ask for feedback; to say goodbye before I move away; to remind them of a
deadline; to ask for a quiet room; to confirm a reservation for two people; to decline an
invitation; to thank them for a present; to ask whether they can look after my cat; to suggest a
shorter weekly meeting; to ask about a lost umbrella; to explain why a project is late; to ask for
help with a difficult exercise; to announce a small party
""")


def be(words: str) -> str:
    """Return the form of "to be" that fits a topic: "are" for plurals, else "is"."""
    last = words.split(" such as ")[0].rstrip("`").split()[-1]
    singular = last.endswith(("ss", "sis", "ics", "us")) or "`" in words or last in _SINGULAR
    return "are" if last.endswith("s") and not singular else "is"


_SINGULAR = {"Paris", "GPS", "Nations"}

CONCEPTS = {
    "JavaScript": _split("""
closures; promises; async functions; the event loop; hoisting; prototypes; the `this` keyword;
arrow functions; destructuring; the spread operator; template literals; generators; iterators;
modules; `Map` and `Set`; JSON; array methods such as `map` and `filter`; `reduce`; optional
chaining; nullish coalescing; strict equality; truthy and falsy values; callbacks; event
listeners; the DOM; `fetch`; timers; regular expressions; classes; getters and setters; symbols;
proxies; weak maps; error handling; default parameters; rest parameters; higher-order functions;
currying; memoisation; debouncing; throttling; immutability; `Object.freeze`; date handling; local
storage; web workers; service workers; npm packages; semantic versioning; bundlers; tree shaking;
source maps
"""),
    "TypeScript": _split("""
interfaces; type aliases; generics; union types; intersection types; literal types; type guards;
type narrowing; the `unknown` type; the `never` type; enums; tuples; mapped types; conditional
types; utility types; `Partial`; `Record`; `readonly` properties; optional properties; index
signatures; function overloads; abstract classes; access modifiers; decorators; declaration files;
`keyof`; `typeof` in types; type assertions; `satisfies`; `as const`; discriminated unions;
structural typing; strict null checks; type inference; template literal types; namespaces; module
resolution; `tsconfig.json`; `import type`; the `infer` keyword; non-null assertions
"""),
    "Python": _split("""
list comprehensions; generators; decorators; context managers; dictionaries; sets; tuples;
slicing; lambda functions; `*args` and `**kwargs`; default arguments; type hints; dataclasses;
classes; inheritance; `super`; properties; static methods; class methods; dunder methods;
exceptions; `try` and `finally`; `with` statements; virtual environments; packages; modules;
`__init__.py`; f-strings; the walrus operator; pattern matching; `asyncio`; coroutines; threads;
the global interpreter lock; iterators; `enumerate`; `zip`; `itertools`; `functools`;
`collections.Counter`; `pathlib`; regular expressions; reading files; JSON; unit tests; fixtures;
mocking; docstrings; duck typing; mutability; scope; global variables; recursion; sorting with a
key; named tuples; abstract base classes; protocols; logging; pip
"""),
    "SQL": _split("""
primary keys; foreign keys; joins; left joins; indexes; transactions; views; `GROUP BY`; `HAVING`;
subqueries; aggregate functions; normalisation; NULL values; constraints; stored procedures;
window functions; unions
"""),
    "Git": _split("""
commits; branches; merging; rebasing; merge conflicts; stashing; tags; remotes; pull requests;
cherry-picking; `git bisect`; `.gitignore`; `git blame`; the staging area; hooks; submodules;
reverting a commit; detached HEAD
"""),
    "software development": _split("""
unit testing; integration testing; test-driven development; code review; refactoring; technical
debt; debugging; logging; continuous integration; version control; dependency injection; design
patterns; the singleton pattern; the observer pattern; the factory pattern; coupling and cohesion;
encapsulation; polymorphism; recursion; caching; concurrency; race conditions; deadlocks; memory
leaks; garbage collection; big O notation; hash tables; linked lists; stacks and queues; binary
search; binary trees; graphs; sorting algorithms; breadth-first search; dynamic programming; REST
APIs; HTTP status codes; cookies; authentication; authorisation; web sockets; load balancing;
containers; environment variables; linters; compilers; interpreters; static typing; dynamic
typing; pure functions; side effects; Unicode; time zones; floating-point numbers; integer
overflow; regular expressions; input validation; SQL injection; cross-site scripting; rate
limiting; idempotence; pagination; feature flags; semantic versioning; documentation
"""),
    "Rust": _split("""
ownership; borrowing; lifetimes; traits; enums; pattern matching; the `Result` type; the `Option`
type; cargo; macros; slices; iterators; structs; modules; closures; smart pointers; generics;
error handling
"""),
    "Go": _split("""
goroutines; channels; interfaces; structs; slices; maps; `defer`; error values; packages;
pointers; modules; context
"""),
    "HTML and CSS": _split("""
semantic elements; flexbox; grid layout; media queries; the box model; specificity; selectors;
custom properties; forms; accessibility; responsive images; positioning; pseudo-classes;
animations; units such as `rem` and `em`
"""),
}

DIFFERENCES = {
    "JavaScript": (
        ("`let`", "`var`"),
        ("`let`", "`const`"),
        ("`==`", "`===`"),
        ("`null`", "`undefined`"),
        ("`map`", "`forEach`"),
        ("a promise", "a callback"),
        ("`for...of`", "`for...in`"),
        ("an arrow function", "a normal function"),
        ("`slice`", "`splice`"),
        ("a `Map`", "an object"),
        ("`call`", "`apply`"),
        ("`??`", "`||`"),
        ("`setTimeout`", "`setInterval`"),
        ("`Promise.all`", "`Promise.race`"),
        ("a shallow copy", "a deep copy"),
    ),
    "TypeScript": (
        ("an interface", "a type alias"),
        ("`any`", "`unknown`"),
        ("`void`", "`never`"),
        ("an enum", "a union of literals"),
        ("`private`", "`#private` fields"),
        ("`extends`", "`implements`"),
        ("a type assertion", "a type guard"),
    ),
    "Python": (
        ("a list", "a tuple"),
        ("a list", "a set"),
        ("`is`", "`==`"),
        ("`append`", "`extend`"),
        ("a generator", "a list"),
        ("`sort`", "`sorted`"),
        ("a module", "a package"),
        ("a class method", "a static method"),
        ("`str`", "`repr`"),
        ("a thread", "a process"),
        ("`range`", "`enumerate`"),
        ("a shallow copy", "a deep copy"),
        ("`pop`", "`remove`"),
        ("an argument", "a parameter"),
        ("`break`", "`continue`"),
        ("a dict", "a dataclass"),
    ),
    "Git": (
        ("merge", "rebase"),
        ("fetch", "pull"),
        ("reset", "revert"),
        ("a branch", "a tag"),
    ),
    "SQL": (
        ("`WHERE`", "`HAVING`"),
        ("an inner join", "a left join"),
        ("`UNION`", "`UNION ALL`"),
        ("`DELETE`", "`TRUNCATE`"),
        ("a primary key", "a unique key"),
    ),
    "software development": (
        ("a stack", "a queue"),
        ("an array", "a linked list"),
        ("a compiler", "an interpreter"),
        ("HTTP", "HTTPS"),
        ("TCP", "UDP"),
        ("GET", "POST"),
        ("a library", "a framework"),
        ("unit tests", "integration tests"),
        ("a process", "a thread"),
        ("a bug", "a feature request"),
        ("concurrency", "parallelism"),
        ("inheritance", "composition"),
        ("JSON", "YAML"),
    ),
}
