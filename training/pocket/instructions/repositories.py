"""The repositories that instruction pairs are built from, with the licence read from each."""

from dataclasses import dataclass

CUTOFF = "2026-01-01T00:00:00Z"
"""Only commits made before this moment are read."""

HELD_OUT = frozenset(
    {
        "honojs/hono",
        "fastify/fastify",
        "celery/celery",
        "aio-libs/aiohttp",
        "TanStack/query",
        "microsoft/vscode-js-debug",
    }
)
"""Repositories kept for evaluation: never read for training."""


@dataclass(frozen=True)
class Repository:
    """One source repository; `title` is how prose names the project."""

    name: str
    licence: str
    title: str


def _repositories(licence: str, entries: str) -> list[Repository]:
    pairs = (entry.split("=") for entry in entries.split())
    return [Repository(name, licence, title.replace("_", " ")) for name, title in pairs]


CODE = [
    *_repositories(
        "MIT",
        "fastapi/fastapi=FastAPI pydantic/pydantic=Pydantic Textualize/textual=Textual "
        "pytest-dev/pytest=pytest sqlalchemy/sqlalchemy=SQLAlchemy python/mypy=mypy "
        "psf/black=Black pypa/pip=pip eslint/eslint=ESLint date-fns/date-fns=date-fns "
        "typescript-eslint/typescript-eslint=typescript-eslint vitest-dev/vitest=Vitest "
        "denoland/std=Deno's_standard_library apollographql/apollo-client=Apollo_Client "
        "vuejs/core=Vue payloadcms/payload=Payload vitejs/vite=Vite trpc/trpc=tRPC "
        "colinhacks/zod=Zod excalidraw/excalidraw=Excalidraw "
        "microsoft/vscode-jupyter=the_Jupyter_extension "
        "microsoft/vscode-python-environments=the_Python_environments_extension "
        "Effect-TS/effect=Effect typeorm/typeorm=TypeORM jestjs/jest=Jest babel/babel=Babel "
        "withastro/astro=Astro remix-run/react-router=React_Router axios/axios=Axios "
        "reduxjs/redux-toolkit=Redux_Toolkit webpack/webpack=webpack "
        "langchain-ai/langchainjs=LangChain.js microsoft/rushstack=Rush_Stack "
        "Textualize/rich=Rich Delgan/loguru=Loguru python-attrs/attrs=attrs "
        "marshmallow-code/marshmallow=marshmallow PyCQA/isort=isort tobymao/sqlglot=SQLGlot "
        "modelcontextprotocol/python-sdk=the_MCP_Python_SDK "
        "modelcontextprotocol/typescript-sdk=the_MCP_TypeScript_SDK optuna/optuna=Optuna "
        "urllib3/urllib3=urllib3 sveltejs/svelte=Svelte sveltejs/kit=SvelteKit "
        "ueberdosis/tiptap=Tiptap nodejs/undici=undici statelyai/xstate=XState "
        "facebook/lexical=Lexical angular/components=Angular_Components rollup/rollup=Rollup "
        "pnpm/pnpm=pnpm mikro-orm/mikro-orm=MikroORM TanStack/router=TanStack_Router "
        "TanStack/table=TanStack_Table lodash/lodash=Lodash knex/knex=Knex "
        "graphql/graphql-js=GraphQL.js prettier/prettier=Prettier",
    ),
    *_repositories(
        "BSD-3-Clause",
        "networkx/networkx=NetworkX scrapy/scrapy=Scrapy dask/dask=Dask pallets/flask=Flask "
        "pallets/click=Click encode/httpx=HTTPX sympy/sympy=SymPy encode/starlette=Starlette "
        "mwaskom/seaborn=seaborn scikit-image/scikit-image=scikit-image pallets/werkzeug=Werkzeug "
        "pallets/jinja=Jinja",
    ),
    *_repositories(
        "BSD-2-Clause",
        "sphinx-doc/sphinx=Sphinx mkdocs/mkdocs=MkDocs",
    ),
    *_repositories(
        "Apache-2.0",
        "keras-team/keras=Keras microsoft/playwright=Playwright continuedev/continue=Continue "
        "prisma/prisma=Prisma ReactiveX/rxjs=RxJS psf/requests=Requests vercel/ai=the_AI_SDK "
        "falconry/falcon=Falcon pydata/xarray=xarray tornadoweb/tornado=Tornado",
    ),
]
"""Read for functions, tests, commits and, where they have them, Markdown documentation."""

PROSE = [
    *_repositories("MIT OR Apache-2.0", "rust-lang/book=Rust"),
    *_repositories("CC-BY-4.0", "microsoft/TypeScript-Website=TypeScript"),
    *_repositories("CC-BY-4.0", "basarat/typescript-book=TypeScript"),
]
"""Read for their Markdown only."""

RULES = [
    *_repositories("MIT", "eslint/eslint=ESLint typescript-eslint/typescript-eslint=ts-eslint"),
    *_repositories("MIT", "astral-sh/ruff=Ruff"),
    *_repositories("MIT OR Apache-2.0", "biomejs/biome=Biome"),
]
"""Read for the documentation of their lint rules."""

DIALOGUES = _repositories("Apache-2.0", "bigcode-project/octopack=OASST")
"""Open Assistant dialogues (Apache-2.0) as selected in octopack."""
