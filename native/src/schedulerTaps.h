#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "batchRing.h"
#include "counters.h"
#include "graphTaps.h"
#include "stagingPool.h"
#include "tapBatch.h"

namespace switchyard {

/** The taps of one scheduler: of its graphs, and the copies that are on their way to the host. */
class SchedulerTaps {
public:
  SchedulerTaps(const RealFunctions &real, Counters &counters, BatchRing &ring)
      : real_(real), counters_(counters), ring_(ring), staging_(real, counters) {}
  ~SchedulerTaps();

  /** A graph is about to be allocated or measured; any taps of an earlier one there are freed. */
  void tapGraph(ggml_cgraph *graph, const std::vector<RoutingNode> &nodes);
  /** The graph is about to be allocated without taps. */
  void forgetGraph(ggml_cgraph *graph);
  /** Queues the copies of a graph that was just submitted. False when the graph has no taps. */
  bool queueCopies(ggml_backend_sched_t scheduler, ggml_cgraph *graph, UbatchRows rows);
  /** Everything queued has arrived: hands it over. */
  void handOver();

private:
  struct PendingLayer {
    int32_t layer;
    int32_t rowCount;
    int32_t perToken;
    size_t offsetBytes;
  };
  struct Pending {
    UbatchRows rows;
    int32_t expertCount;
    int32_t expertsPerToken;
    std::vector<PendingLayer> layers;
    std::unique_ptr<StagingBuffer> buffer;
  };

  std::unique_ptr<Pending> plan(const GraphTaps &taps, UbatchRows rows, size_t &sizeBytes) const;
  bool startCopies(ggml_backend_sched_t scheduler, const GraphTaps &taps, Pending &pending,
                   size_t sizeBytes);
  std::unique_ptr<TapBatch> toBatch(Pending &pending);
  void readLayer(const Pending &pending, size_t layerIndex, TapBatch &batch);

  const RealFunctions &real_;
  Counters &counters_;
  BatchRing &ring_;
  std::mutex mutex_;
  std::unordered_map<ggml_cgraph *, std::unique_ptr<GraphTaps>> graphs_;
  std::vector<std::unique_ptr<Pending>> pending_;
  size_t pendingBytes_ = 0;
  StagingPool staging_;
};

} // namespace switchyard
