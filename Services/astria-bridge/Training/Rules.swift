import Shared

/// The lengths of time that a photosession at Astria lives by: the contract's, and how patient we are with Astria.
struct Rules: Codable, Sendable, Hashable {
  var contract: RetentionContract
  /// Stands in the title of every tune of ours.
  var mark = "mayfly"
  /// How long after a lost answer what was asked for may still come into being. Only then is a look conclusive.
  var settle = Duration.seconds(60)
  /// The first look comes after `pollFirst`, the next ones ever later, up to `pollMost`.
  var pollFirst = Duration.seconds(2)
  var pollMost = Duration.seconds(30)
  /// How long a prompt may take to give its images, and these to reach us, each.
  var promptMax = Duration.seconds(30 * 60)
  /// A tune that is still in training after this time, by Astria's own word, is given up: it takes minutes.
  var trainingMax = Duration.seconds(2 * 60 * 60)
  /// Whether people may have Astria look at a photo before the training: it shows the face once more.
  var checksPhotos = false
  /// What can be ordered.
  var styles = Styles.shipped

  var title: TuneTitle { TuneTitle(mark: mark) }

  /// After a fault of Astria's the next try waits longer: 30 s at first by default, as it asks for.
  var troubleFirst: Duration { settle / 2 }
  var troubleMost: Duration { settle * 10 }

  func mustBeGoneBy(_ copyClass: CopyClass, from start: Moment) -> Moment {
    start + contract.row(copyClass).mustBeGoneBy.duration
  }

  func deadline(_ copyClass: CopyClass, from start: Moment) -> Moment {
    start + contract.row(copyClass).deadline.duration
  }
}
