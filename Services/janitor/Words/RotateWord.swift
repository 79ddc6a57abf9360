import ArgumentParser
import Shared

/// `janitor keys rotate`
struct RotateWord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate", abstract: "Wrap all data keys anew with the newest key-encryption key.",
    discussion: """
      The file of MAYFLY_KEY_ENCRYPTION_KEY may have several lines: the first one wraps, the others still open what \
      they wrapped. To change the key, put a new line first, start the janitor again, and run this; when nothing is \
      left under an older line, that line may go. Exit status 1 if a data key does not open.
      """)

  @OptionGroup var output: OutputOptions

  struct Answer: Encodable, Sendable {
    var rewrapped = 0
    var left = 0
    var unopenable = 0
  }

  func run() async throws {
    let answer = try await Asking.service(JanitorRequest.self, Self.all)
    if output.json { try Terminal.json(answer) } else { Self.show(answer) }
    if answer.left + answer.unopenable > 0 { throw ExitCode.failure }
  }

  private static func all(_ janitor: Client<JanitorRequest>) async throws -> Answer {
    var answer = Answer()
    while true {
      guard case .keysRotated(let rewrapped, let left, let unopenable) = try await janitor.ask(.rotateKeys) else {
        throw Refusal.unfitting
      }
      answer = Answer(rewrapped: answer.rewrapped + rewrapped, left: left, unopenable: unopenable)
      Terminal.progress("\(answer.rewrapped) wrapped anew, \(left) left")
      guard left > 0, rewrapped > 0 else { break }
    }
    Terminal.endOfProgress()
    return answer
  }

  private static func show(_ answer: Answer) {
    Terminal.line("Wrapped anew: \(answer.rewrapped)")
    if answer.left > 0 { Terminal.line("Still under an older key: \(answer.left)") }
    if answer.unopenable > 0 {
      Terminal.line("No key-encryption key opens: \(answer.unopenable). Put back the line that wrapped them.")
    } else if answer.left == 0 {
      Terminal.line("Nothing is left under an older key: its line may go from the secret file.")
    }
  }
}
