#!/usr/bin/env bash
# Makes the pocket model on a machine with GPUs and no network, step by step.
#
#   run_on_gpu.sh run STEP…      runs steps in order; a step that is done is left out
#   run_on_gpu.sh start STEP…    the same in the background, outliving this command
#   run_on_gpu.sh wait SECONDS   follows what `start` began; fails where it failed, 75 where it goes on
#   run_on_gpu.sh stop           ends training after a checkpoint; later steps are left out
#
# Steps: upcycle answers tokenise train evaluate export. Training goes on from its checkpoint.
#
# PAYLOAD  folder with base.gguf, tokenizer.json, corpus-*.jsonl.xz, validation.jsonl.xz,
#          instructions.jsonl.xz, prompts.jsonl.xz (for answers), sample/ (code files for upcycle),
#          gguf-py/ (the gguf package, unpacked)
# WORK     folder for everything that is made: data/, run/, log/
# MINUTES  of training; CODE_TOKENS to make; ANSWER_MINUTES at most; TRAIN_OPTIONS, UPCYCLE_OPTIONS,
#          ANSWER_OPTIONS more
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${PAYLOAD:?}" "${WORK:?}"
MINUTES=${MINUTES:-20}
CODE_TOKENS=${CODE_TOKENS:-450e6}
ANSWER_MINUTES=${ANSWER_MINUTES:-4}
GPUS=${GPUS:-$(nvidia-smi -L | wc -l)}
python=${PYTHON:-python3}
export PYTHONPATH="$here:$PAYLOAD/gguf-py${PYTHONPATH:+:$PYTHONPATH}"
export PYTHONUNBUFFERED=1 OMP_NUM_THREADS=${OMP_NUM_THREADS:-8}
export PYTORCH_ALLOC_CONF=expandable_segments:True
mkdir -p "$WORK/log" "$WORK/done" "$WORK/run"

on_all_gpus() {
  "$python" -m torch.distributed.run --standalone --nproc-per-node "$GPUS" -m "$@"
}

step_upcycle() {
  # shellcheck disable=SC2086
  "$python" -m pocket.upcycle "$PAYLOAD/base.gguf" "$PAYLOAD/tokenizer.json" "$WORK/upcycled.pt" \
    "$PAYLOAD"/sample/* --threads "$(nproc)" ${UPCYCLE_OPTIONS:-}
}

step_answers() {
  # shellcheck disable=SC2086
  on_all_gpus pocket.answer --base "$PAYLOAD/base.gguf" --tokenizer "$PAYLOAD/tokenizer.json" \
    --prompts "$PAYLOAD/prompts.jsonl.xz" --out "$WORK/answers.jsonl.xz" --minutes "$ANSWER_MINUTES" \
    ${ANSWER_OPTIONS:-}
}

step_tokenise() {
  local answers=()
  if [[ -f "$WORK/answers.jsonl.xz" ]]; then answers=(--answers "$WORK/answers.jsonl.xz"); fi
  "$python" -m pocket.tokenise --corpus "$PAYLOAD"/corpus-*.jsonl.xz \
    --validation "$PAYLOAD/validation.jsonl.xz" --instructions "$PAYLOAD/instructions.jsonl.xz" \
    "${answers[@]}" --tokenizer "$PAYLOAD/tokenizer.json" --out "$WORK/data" \
    --code-tokens "$CODE_TOKENS"
}

step_train() {
  local resume=()
  if [[ -f "$WORK/run/checkpoint.pt" ]]; then resume=(--resume); fi
  # shellcheck disable=SC2086
  "$python" -m torch.distributed.run --standalone --nproc-per-node "$GPUS" -m pocket.train \
    --init "${INIT:-$WORK/upcycled.pt}" --teacher "$PAYLOAD/base.gguf" --data "$WORK/data" \
    --out "$WORK/run" --minutes "$MINUTES" "${resume[@]}" ${TRAIN_OPTIONS:-} &
  echo $! >"$WORK/train.pid"
  wait $!
  [[ -f "$WORK/run/weights.pt" ]]
}

step_evaluate() {
  "$python" -m pocket.evaluate --model "$WORK/run/checkpoint.pt" --plain \
    --base "$PAYLOAD/base.gguf" --data "$WORK/data" --tokenizer "$PAYLOAD/tokenizer.json" \
    --out "$WORK/run/evaluation.json"
}

step_export() {
  local kind
  for kind in Q4_0 Q8_0; do
    "$python" -m pocket.export_gguf "$WORK/run/checkpoint.pt" "$PAYLOAD/base.gguf" \
      "$WORK/run/pocket-$kind.gguf" --matrices "$kind" --embedding "$kind"
  done
}

run_steps() {
  local step
  for step in "$@"; do
    if [[ -f "$WORK/done/$step" ]]; then continue; fi
    echo "$(date +%T) $step begins"
    local started=$SECONDS
    # `set -e` has no effect in a function called in a condition, so the step gets its own shell.
    "$here/run_on_gpu.sh" step "$step" 2>&1 | tee -a "$WORK/log/$step.log"
    touch "$WORK/done/$step"
    echo "$(date +%T) $step done in $((SECONDS - started)) s"
  done
}

follow() {
  local seconds=$1 pid
  pid=$(cat "$WORK/pid")
  tail -n 30 --follow "$WORK/log/all.log" --pid "$pid" & local tail_pid=$!
  while kill -0 "$pid" 2>/dev/null && ((seconds-- > 0)); do sleep 1; done
  kill "$tail_pid" 2>/dev/null || true
  if kill -0 "$pid" 2>/dev/null; then return 75; fi
  [[ "$(cat "$WORK/status")" == 0 ]]
}

command=${1:?} && shift
case "$command" in
  run) run_steps "$@" ;;
  step) "step_$1" ;;
  start)
    rm -f "$WORK/status"
    : >"$WORK/log/all.log"
    setsid bash -c 'status=0; "$0" run "${@:2}" || status=$?; echo "$status" >"$1/status"' \
      "$here/run_on_gpu.sh" "$WORK" "$@" >"$WORK/log/all.log" 2>&1 </dev/null &
    echo $! >"$WORK/pid"
    ;;
  wait) follow "$1" ;;
  stop) kill -TERM "$(cat "$WORK/train.pid")" ;;
  *) sed -n '2,17p' "$0" >&2; exit 2 ;;
esac
