import Shared

extension Training {
  /// What happens to a photosession.
  enum Event: Codable, Hashable {
    // What is asked of it
    /// No further photo is taken; these go to Astria.
    case submitted([PhotoView], Names)
    case cancelled(ErasureReason)
    case delivered
    /// Astria called back, or somebody who knows the token: look.
    case hinted
    // What the janitor asks
    case erase([Copy.ID], ErasureReason)
    case receipted([Copy.ID])
    /// What was deleted could be read, under this number if it was found by name.
    case wasReadable(Copy.ID, number: Int64?)
    // What came of actions
    case tuneMade(Making.Answer)
    case tuneSeen(TuneSeen)
    case promptMade(Int, Making.Answer)
    case promptSeen(Int, AvatarPrompt.Seen)
    case avatarCopied(Avatar.ID, AvatarPrompt.Copied)
    /// `nil`: it is deleted, or was not there.
    case deleted(Copy.ID, Trouble?)
    /// `isComplete`: erased, read back and receipted everywhere.
    case erasureAnswered(Int, isComplete: Bool)
    // The process
    case started
    case ticked
  }

  /// What Astria says of a tune in training.
  enum TuneSeen: Codable, Hashable {
    case pending
    case trained
    /// It failed, or is not there.
    case failed
    case trouble(Trouble)
  }

  /// What a photosession wants done. Each has exactly one answer among the events, unless the process dies.
  enum Action: Codable, Hashable {
    case createTune(TuneOrder)
    /// If its POST still waits for its turn, it need not come; has no answer of its own.
    case skipTune(Copy.ID)
    /// - since: nothing older can be it.
    case findTune(title: String, since: Moment)
    case lookAtTune(Int64)
    case createPrompt(PromptOrder)
    case findPrompt(PromptOrder, since: Moment)
    case lookAtPrompt(Int, number: Int64)
    case copyAvatar(AvatarOrder)
    case deletePrompt(Copy.ID, number: Int64)
    /// - isOfPack: with whatever prompts are on it.
    case deleteTune(Copy.ID, number: Int64, isOfPack: Bool = false)
    case askErasure(Int, [CopyClass], ErasureReason)
    /// Only an operator can help; has no answer.
    case tellOperator
  }

  /// The photos to train with.
  struct TuneOrder: Codable, Hashable {
    let tune: Copy.ID
    let title: String
    let subject: Subject
    let model: Style.Model
    /// On Astria's free imitation.
    var isRehearsal = false
    let photos: [PhotoView]
  }

  /// A prompt on a tune.
  struct PromptOrder: Codable, Hashable {
    /// Which of the style's prompts, from 0.
    let place: Int
    let tune: Int64
    let model: Style.Model
    let text: String
    let images: Int
    /// Where it is a pack's, which has a text that we do not know.
    var pack: PackPrompt?
  }

  /// A prompt of a pack of Astria's. Its text is not known, so it is found as what is on the tune and is none of the
  /// others.
  struct PackPrompt: Codable, Hashable {
    let pack: Int64
    let prompt: Int64
    /// The numbers of the tune's other prompts.
    let others: [Int64]
  }

  /// A picture to copy, under an id that stays the same however often it is tried.
  struct AvatarOrder: Codable, Hashable {
    let avatar: Avatar.ID
    let prompt: Int
    let index: Int
    let address: Personal<String>
  }

  /// The random names that training needs, drawn once.
  struct Names: Codable, Hashable {
    struct Prompt: Codable, Hashable {
      let copy: Copy.ID
      let avatars: [Avatar.ID]
    }

    let title: String
    let tune: Copy.ID
    let prompts: [Prompt]
  }
}
