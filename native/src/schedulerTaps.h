#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "batchRing.h"
#include "counters.h"
#include "graphTaps.h"
#include "stagingPool.h"
#include "tapBatch.h"
#include "tapMemory.h"
#include "tapPlacement.h"

namespace switchyard {

/** The taps of one scheduler: of its graphs, and the copies that are on their way to the host. */
class SchedulerTaps {
public:
  SchedulerTaps(const RealFunctions &real, Counters &counters, BatchRing &ring)
      : real_(real), counters_(counters), ring_(ring), memory_(real, counters),
        staging_(real, counters) {}
  ~SchedulerTaps();

  /** A graph is about to be allocated or measured; any taps of an earlier one there are freed. */
  void tapGraph(ggml_cgraph *graph, const std::vector<RoutingNode> &nodes);
  /** The graph is about to be allocated without taps. */
  void forgetGraph(ggml_cgraph *graph);
  /** The graph has been allocated: it is the one that the scheduler computes from now on. */
  void placeGraph(ggml_backend_sched_t scheduler, ggml_cgraph *graph);
  /** Queues the copies of a graph that was just submitted. False when the graph has no taps. */
  bool queueCopies(ggml_cgraph *graph, UbatchRows rows);
  /** Everything queued has arrived: hands it over. */
  void handOver();

private:
  struct Pending {
    UbatchRows rows;
    int32_t expertCount;
    int32_t expertsPerToken;
    std::vector<PlacedLayer> layers;
    std::unique_ptr<StagingBuffer> buffer;
  };
  struct Allocated {
    const ggml_cgraph *graph;
    int32_t expertCount;
    int32_t expertsPerToken;
    TapPlacement placement;
  };

  void startCopies(Pending &pending);
  std::unique_ptr<TapBatch> toBatch(Pending &pending);
  void readLayer(const Pending &pending, size_t layerIndex, TapBatch &batch);

  const RealFunctions &real_;
  Counters &counters_;
  BatchRing &ring_;
  std::mutex mutex_;
  std::unordered_map<ggml_cgraph *, std::unique_ptr<GraphTaps>> graphs_;
  TapMemory memory_;
  /** A scheduler holds one allocated graph at a time. */
  std::optional<Allocated> allocated_;
  std::vector<std::unique_ptr<Pending>> pending_;
  size_t pendingBytes_ = 0;
  StagingPool staging_;
};

} // namespace switchyard
