"""Serves a GGUF with llama.cpp's own HTTP server, from its Python wheel: llamaServer.py MODEL ALIAS KEY.

Prints the server's address as its only line and ends when its standard input does.
"""

import sys

import xllamacpp

model, alias, key = sys.argv[1:4]
params = xllamacpp.CommonParams()
params.model.path = model
params.model_alias = {alias}
params.api_keys = [key]
params.n_ctx = 4096
params.n_parallel = 2
params.n_gpu_layers = 0
params.cpuparams.n_threads = 1
params.cpuparams_batch.n_threads = 1
params.warmup = False
params.ui = False
params.hostnames = ["127.0.0.1"]
params.port = 0

server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
