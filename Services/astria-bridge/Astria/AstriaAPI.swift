import Foundation
import Shared

/// Astria over HTTP. What it answers is taken for what it is: JSON only where it says JSON, a body only where one is.
struct AstriaAPI: Sendable {
  /// Flux1.dev, on which our tunes are trained and to which prompts are posted.
  static let baseTune: Int64 = 1_504_944
  /// The most that a page may have.
  static let pageMax = 120
  /// Astria's imitation of a training, which costs nothing.
  static let freeBranch = "fast"

  /// Without a slash at its end.
  let address: String
  let key: Personal<String>
  /// `fast` for Astria's free imitation; its own choice if absent.
  let branch: String?
  let http: HTTPClient
  let randomness: Randomness
  /// How long an answer may take, and one to photos.
  var patience = (usual: Duration.seconds(45), photos: Duration.seconds(600))

  func get<Answer: Decodable>(_ path: String) async throws(AstriaFailure) -> Answer? {
    let response = try await send("GET", path, .none)
    if response.status == 404 { return nil }
    return try decode(response)
  }

  func delete(_ path: String) async throws(AstriaFailure) {
    let response = try await send("DELETE", path, .none)
    guard response.isSuccess || response.status == 404 else { throw AstriaFailure(response) }
  }

  func post<Answer: Decodable>(
    _ path: String, contentType: String, _ body: HTTPRequest.Body, timeout: Duration? = nil
  ) async throws(AstriaFailure) -> Answer {
    try decode(try await send("POST", path, body, contentType: contentType, timeout: timeout))
  }

  private func send(
    _ method: String, _ path: String, _ body: HTTPRequest.Body, contentType: String? = nil, timeout: Duration? = nil
  ) async throws(AstriaFailure) -> HTTPResponse {
    var request = HTTPRequest(method, address + path, body: body, timeout: timeout ?? patience.usual)
    request.headers["Authorization"] = "Bearer \(key.revealed)"
    request.headers["Accept"] = "application/json"
    request.headers["Content-Type"] = contentType
    do {
      return try await http.send(request)
    } catch {
      throw AstriaFailure(error)
    }
  }

  /// A success that cannot be read is a lost answer: it was carried out.
  private func decode<Answer: Decodable>(_ response: HTTPResponse) throws(AstriaFailure) -> Answer {
    guard response.isSuccess else { throw AstriaFailure(response) }
    guard response.headers["Content-Type"]?.lowercased().contains("json") == true else {
      throw AstriaFailure(trouble: Trouble(.lost), description: "status \(response.status) without JSON")
    }
    do {
      return try JSONDecoder().decode(Answer.self, from: Data(response.body))
    } catch {
      throw AstriaFailure(trouble: Trouble(.lost), description: "status \(response.status) with unknown JSON")
    }
  }
}

extension AstriaClient {
  static func live(_ api: AstriaAPI) -> AstriaClient {
    let base = "/tunes/\(AstriaAPI.baseTune)/prompts"
    return AstriaClient(
      isFree: api.branch == AstriaAPI.freeBranch,
      createTune: { tune throws(AstriaFailure) in try await api.createTune(tune) },
      tune: { number throws(AstriaFailure) in try await api.get("/tunes/\(number)") },
      tunes: { title, before throws(AstriaFailure) in
        let filter = title.map { "title=\($0)&" } ?? ""
        return try await api.get("/tunes?\(filter)limit=\(AstriaAPI.pageMax)" + AstriaAPI.after(before)) ?? []
      },
      createPrompt: { prompt throws(AstriaFailure) in try await api.createPrompt(prompt, at: base) },
      prompt: { number throws(AstriaFailure) in try await api.get("\(base)/\(number)") },
      prompts: { before throws(AstriaFailure) in
        try await api.get("\(base)?limit=\(AstriaAPI.pageMax)" + AstriaAPI.after(before)) ?? []
      },
      inspect: { photo, subject throws(AstriaFailure) in try await api.inspect(photo, subject) },
      account: { () throws(AstriaFailure) in try await api.account() },
      delete: { thing throws(AstriaFailure) in
        switch thing {
        case .tune(let number): try await api.delete("/tunes/\(number)")
        case .prompt(let number): try await api.delete("\(base)/\(number)")
        }
      })
  }
}

extension AstriaAPI {
  fileprivate static func after(_ number: Int64?) -> String { number.map { "&before_id=\($0)" } ?? "" }

  /// The photos are pulled one after the other while Astria takes them, so that none lies in memory whole.
  fileprivate func createTune(_ tune: NewTune) async throws(AstriaFailure) -> AstriaTune {
    try await post("/tunes", form: parts(of: tune))
  }

  /// Source: https://docs.astria.ai/docs/api/images/inspect.
  fileprivate func inspect(_ photo: NewTune.Photo, _ subject: Subject) async throws(AstriaFailure) -> AstriaInspection {
    try await post(
      "/images/inspect", form: [.field(name: "name", value: subject.rawValue), part(photo, "file", name: "photo")])
  }

  private func post<Answer: Decodable>(
    _ path: String, form parts: [Multipart.Part]
  ) async throws(AstriaFailure) -> Answer {
    let form: Multipart
    do {
      form = try Multipart(boundary: "mayfly-" + Hex.encode(randomness.bytes(16)), parts: parts)
    } catch {
      throw AstriaFailure(error)
    }
    return try await post(path, contentType: form.contentType, form.body, timeout: patience.photos)
  }

  fileprivate func account() async throws(AstriaFailure) -> AstriaAccount {
    guard let account: AstriaAccount = try await get("/users") else {
      throw AstriaFailure(trouble: Trouble(.operatorNeeded), description: "it knows no account of this key")
    }
    return account
  }

  private func parts(of tune: NewTune) -> [Multipart.Part] {
    var fields = [
      ("title", tune.title), ("name", tune.subject.rawValue), ("base_tune_id", "\(Self.baseTune)"),
      ("model_type", tune.model.rawValue), ("auto_extend", "false"),
    ]
    if tune.model == .lora { fields += [("preset", "flux-lora-portrait"), ("token", Style.token)] }
    if let branch = tune.isRehearsal ? Self.freeBranch : branch { fields.append(("branch", branch)) }
    if let callback = tune.callback { fields.append(("callback", callback)) }
    let files = tune.photos.enumerated().map { index, photo in
      part(photo, "tune[images][]", name: index + 1 < 10 ? "0\(index + 1)" : "\(index + 1)")
    }
    return fields.map { .field(name: "tune[\($0.0)]", value: $0.1) } + files
  }

  private func part(_ photo: NewTune.Photo, _ field: String, name: String) -> Multipart.Part {
    let ending = photo.contentType == "image/jpeg" ? "jpg" : photo.contentType.replacing("image/", with: "")
    return .file(
      name: field, filename: "\(name).\(ending)", contentType: photo.contentType, length: photo.length,
      open: photo.open)
  }

  fileprivate func createPrompt(_ prompt: NewPrompt, at path: String) async throws(AstriaFailure) -> AstriaPrompt {
    if let pack = prompt.pack { return try await run(pack, prompt) }
    struct Wrapped: Encodable {
      struct Fields: Encodable {
        let text: String
        let num_images: Int
        let callback: String?
      }
      let prompt: Fields
    }
    let fields = Wrapped.Fields(
      text: "<\(prompt.model.rawValue):\(prompt.tune):1> \(prompt.text)", num_images: prompt.images,
      callback: prompt.callback)
    return try await post(path, json: Wrapped(prompt: fields))
  }

  /// One prompt of a pack on a tune that is there. An answer that does not say which it became is a lost one.
  private func run(_ pack: Training.PackPrompt, _ prompt: NewPrompt) async throws(AstriaFailure) -> AstriaPrompt {
    struct Wrapped: Encodable {
      struct Tune: Encodable {
        let tune_ids: [Int64]
        let prompt_ids: [Int64]
        let prompt_attributes: Attributes
      }
      struct Attributes: Encodable {
        let num_images: Int
        let callback: String?
      }
      let tune: Tune
    }
    struct Ordered: Decodable { let prompt_ids: [Int64]? }
    let tune = Wrapped.Tune(
      tune_ids: [prompt.tune], prompt_ids: [pack.prompt],
      prompt_attributes: .init(num_images: prompt.images, callback: prompt.callback))
    let ordered: Ordered = try await post("/p/\(pack.pack)/tunes", json: Wrapped(tune: tune))
    guard let number = ordered.prompt_ids?.first else {
      throw AstriaFailure(trouble: Trouble(.lost), description: "the pack runs, and it does not say as which prompt")
    }
    return AstriaPrompt(id: number, text: nil, createdAt: nil, trainedAt: nil, userError: nil, images: nil)
  }

  private func post<Answer: Decodable>(_ path: String, json: some Encodable) async throws(AstriaFailure) -> Answer {
    let body: [UInt8]
    do { body = try JSON.encode(json) } catch {
      throw AstriaFailure(trouble: Trouble(.rejected), description: "what is to be sent cannot be encoded")
    }
    return try await post(path, contentType: "application/json", .bytes(body))
  }
}
