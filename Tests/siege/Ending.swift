@testable import Shared

/// The ways in which a photosession can end.
enum Ending: Hashable, CustomStringConvertible {
  /// How far it has come before something happens to it.
  enum Stage: String, CaseIterable {
    /// Without a photo.
    case opened
    case collecting, submitted, training, generating, ready
  }

  case delivered
  /// One photo is taken back, and the rest delivered.
  case withoutOnePhoto
  case cancelled(Stage)
  /// Nobody does anything any more; time ends it.
  case abandoned(Stage)
  /// Astria loses the tune while it trains.
  case tuneLost
  /// Astria loses the prompts while they are made.
  case promptsLost
  /// Astria takes no order, for want of money.
  case broke
  case accountErased(Stage)
  /// After it was delivered.
  case accountErasedAfterwards

  static let all: [Ending] =
    [.delivered, .withoutOnePhoto, .tuneLost, .promptsLost, .broke, .accountErasedAfterwards]
    + Stage.allCases.flatMap { [.cancelled($0), .abandoned($0), .accountErased($0)] }

  /// So many of each, as evenly as it goes.
  static func drawn(_ count: Int) -> [Ending] { (0..<count).map { all[$0 % all.count] } }

  /// How the photosession is called in the end, unless time ended it before; `nil` where that may depend.
  var outcome: PhotosessionOutcome? {
    switch self {
    case .delivered, .withoutOnePhoto: .delivered
    case .cancelled: .cancelled
    case .abandoned: .expired
    case .tuneLost, .promptsLost, .broke, .accountErased, .accountErasedAfterwards: nil
    }
  }

  var erasesAccount: Bool {
    switch self {
    case .accountErased, .accountErasedAfterwards: true
    case .delivered, .withoutOnePhoto, .cancelled, .abandoned, .tuneLost, .promptsLost, .broke: false
    }
  }

  var description: String {
    switch self {
    case .delivered: "delivered"
    case .withoutOnePhoto: "delivered without one photo"
    case .cancelled(let stage): "cancelled at \(stage)"
    case .abandoned(let stage): "abandoned at \(stage)"
    case .tuneLost: "the tune lost"
    case .promptsLost: "the prompts lost"
    case .broke: "no money at Astria"
    case .accountErased(let stage): "account erased at \(stage)"
    case .accountErasedAfterwards: "account erased afterwards"
    }
  }
}
