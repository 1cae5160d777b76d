#pragma once

#include <cstdint>

// The rings' records, as src/native.ts documents them. A test compares the two files.
namespace headrace {

inline constexpr int kEventWords = 16;
inline constexpr int kCommandWords = 18;

enum class EventType : int32_t {
  kAccepted = 1,
  kConnected = 2,
  kConnectFailed = 3,
  kRelayDone = 4,
  kRelayError = 5,
  kHangup = 6,
  kTimeout = 7,
  kWake = 8,
  kAcceptPaused = 9,
  kData = 10,
  kSendFailed = 11,
};

enum class CommandType : int32_t {
  kConnect = 1,
  kRelay = 2,
  kTimeouts = 3,
  kAlarm = 4,
  kShutdown = 5,
  kClose = 6,
  kLog = 7,
  kInspect = 8,
  kSend = 9,
  kOption = 10,
};

enum class Intake : int32_t { kMore = 0, kFull = 1, kEof = 2, kFailed = 3 };
enum class RelayEnd : int32_t { kEof = 0, kLimit = 1 };
enum class TimerKind : int32_t { kRead = 0, kWrite = 1, kAlarm = 2 };
enum class CloseMode : int32_t { kFin = 0, kReset = 1, kSilent = 2 };
enum class SlotOption : int32_t { kMark = 0, kTos = 1 };
enum class WhichAddress : int32_t { kLocal = 0, kPeer = 1 };

// Flags of CONNECT.
inline constexpr int32_t kConnectFast = 1;
inline constexpr int32_t kConnectMark = 2;
inline constexpr int32_t kConnectTos = 4;
// In the same word: the family of our side's address, and its port.
inline constexpr int kConnectFamilyShift = 8;
inline constexpr int kConnectPortShift = 16;

inline constexpr int32_t kRelaySplice = 1;
inline constexpr int32_t kRelaySpliceAuto = 2;
inline constexpr int32_t kRelayShutdownAtEof = 4;
inline constexpr int32_t kRelayIndependent = 8;

// Pieces that one SEND can name.
inline constexpr int kSendPieces = 4;

// Words of the control block.
enum class ControlWord : int { kCommandCount = 0, kArenaUsed = 1, kAddress = 4, kCount = 16 };

// The engine's own counters: Float64 columns of its row of statistics.
enum class Stat : int {
  kWakeups,
  kEpollEvents,
  kHandlerCalls,
  kEvents,
  kCommands,
  kStaleCommands,
  kEventRingHighWater,
  kCommandRingHighWater,
  kAccepted,
  kAcceptPauses,
  kConnects,
  kRecvCalls,
  kRecvEagain,
  kSendCalls,
  kSendEagain,
  kSpliceInCalls,
  kSpliceInEagainEmpty,
  kSpliceInEagainAmbiguous,
  kSpliceOutCalls,
  kSpliceOutEagain,
  kBytesSpliced,
  kBytesCopied,
  kPipeBorrowFailures,
  kSpliceFallbacks,
  kPipesDiscarded,
  kInboundOpen,
  kOutboundOpen,
  kBuffersUsed,
  kBuffersMax,
  kBufferWaits,
  kLogsSent,
  kLogsDropped,
  kSpliceStarts,
  kSpliceStops,
  kHandedOver,
};
inline constexpr int kStatColumns = 48;

// Plain doubles with one writer, read by other threads; 64-bit stores do not tear.
class Stats {
 public:
  explicit Stats(double* columns) : columns_(columns) {}
  void add(Stat stat, double amount = 1) { columns_[static_cast<int>(stat)] += amount; }
  void set(Stat stat, double value) { columns_[static_cast<int>(stat)] = value; }
  void raise(Stat stat, double value) {
    if (value > columns_[static_cast<int>(stat)]) columns_[static_cast<int>(stat)] = value;
  }
  [[nodiscard]] double get(Stat stat) const { return columns_[static_cast<int>(stat)]; }

 private:
  double* columns_;
};

}  // namespace headrace
