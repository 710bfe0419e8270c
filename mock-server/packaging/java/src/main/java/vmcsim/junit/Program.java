package vmcsim.junit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program: found, started and ended. */
final class Program {
    private static final Duration START_TIME_MAX = Duration.ofSeconds(20);
    private static final Duration STOP_TIME_MAX = Duration.ofSeconds(10);
    private static final int LOG_MAX = 1 << 16;

    private final Path file;
    private final Process process;
    private final Path readyFile;
    private final StringBuilder log = new StringBuilder();
    private final Thread reader;
    private JsonNode ready;

    private Program(Path file, Process process, Path readyFile) {
        this.file = file;
        this.process = process;
        this.readyFile = readyFile;
        reader = new Thread(() -> keep(process.getErrorStream()), "vmcsim");
        reader.setDaemon(true);
        reader.start();
    }

    static Program start(String wanted, List<String> arguments) {
        var file = find(wanted);
        try {
            // The server makes this file when it is ready, and removes it when it ends.
            var readyFile = Path.of(System.getProperty("java.io.tmpdir"), "vmcsim-" + UUID.randomUUID() + ".json");
            // It ends when its standard input does: when this process closes the pipe, or has ended, however that happened.
            var words = new ArrayList<>(List.of(
                    file.toString(), "serve", "--listen", "127.0.0.1:0", "--ready-file", readyFile.toString(), "--until-stdin-ends"));
            words.addAll(arguments);
            var program = new Program(file, builder(words).redirectOutput(Redirect.DISCARD).start(), readyFile);
            try {
                program.awaitReady();
            } catch (RuntimeException error) {
                program.stop();
                throw error;
            }
            return program;
        } catch (IOException error) {
            throw new VmcsimException("vmcsim did not start", error);
        }
    }

    /** A process without settings for other servers, such as VMCSIM_STATE. */
    private static ProcessBuilder builder(List<String> words) {
        var builder = new ProcessBuilder(words);
        builder.environment().keySet().removeIf(name -> name.toUpperCase(Locale.ROOT).startsWith("VMCSIM_"));
        return builder;
    }

    static Path find(String wanted) {
        return find(wanted, System.getenv("VMCSIM_BIN"), System.getenv("PATH"));
    }

    static Path find(String wanted, String named, String path) {
        var name = wanted != null && !wanted.isEmpty() ? wanted : named != null && !named.isEmpty() ? named : null;
        var candidates = name != null
                ? Stream.of(Path.of(name))
                : Stream.of(path == null ? new String[0] : path.split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .flatMap(folder -> Stream.of(Path.of(folder, "vmcsim"), Path.of(folder, "vmcsim.exe")));
        return candidates
                .filter(candidate -> Files.isRegularFile(candidate) && Files.isExecutable(candidate))
                .map(Path::toAbsolutePath)
                .findFirst()
                .orElseThrow(() -> new VmcsimException(
                        (name == null ? "vmcsim was not found" : name + " is no program")
                                + ": set the property vmcsim.program or VMCSIM_BIN, or put vmcsim on the path"));
    }

    /** Waits for the ready file, which is written in one piece when the server answers. */
    private void awaitReady() {
        var deadline = System.nanoTime() + START_TIME_MAX.toNanos();
        try {
            while (!Files.exists(readyFile)) {
                // It returns at once when the process has ended.
                if (process.waitFor(10, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                    throw new VmcsimException("vmcsim did not start: " + log());
                }
            }
            ready = Control.JSON.readTree(readyFile.toFile());
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new VmcsimException("interrupted", error);
        }
    }

    String url() {
        return ready.path("url").asText();
    }

    Optional<String> adminToken() {
        return Optional.ofNullable(ready.path("admin_token").asText(null));
    }

    Path readyFile() {
        return readyFile;
    }

    boolean hasEnded() {
        return !process.isAlive();
    }

    /** Returns the end of what the server wrote on standard error. */
    String log() {
        if (hasEnded()) {
            try {
                reader.join(Duration.ofSeconds(1).toMillis());
            } catch (InterruptedException error) {
                Thread.currentThread().interrupt();
            }
        }
        synchronized (log) {
            return log.toString().strip();
        }
    }

    private void keep(InputStream written) {
        try (written) {
            var part = new byte[4096];
            for (int read = written.read(part); read >= 0; read = written.read(part)) {
                synchronized (log) {
                    log.append(new String(part, 0, read, StandardCharsets.UTF_8));
                    log.delete(0, Math.max(0, log.length() - LOG_MAX));
                }
            }
        } catch (IOException error) {
            // The process is ending.
        }
    }

    /** Runs the program to its end, and returns what it wrote on standard output. */
    String run(List<String> arguments) {
        var words = new ArrayList<String>();
        words.add(file.toString());
        words.addAll(arguments);
        try {
            var errors = Files.createTempFile("vmcsim-", ".log");
            try {
                var ran = builder(words).redirectInput(Redirect.PIPE).redirectError(errors.toFile()).start();
                ran.getOutputStream().close();
                var written = new String(ran.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (ran.waitFor() != 0) {
                    throw new VmcsimException("vmcsim " + String.join(" ", arguments) + ": " + Files.readString(errors).strip());
                }
                return written;
            } finally {
                Files.deleteIfExists(errors);
            }
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new VmcsimException("interrupted", error);
        }
    }

    void stop() {
        try {
            process.getOutputStream().close();
        } catch (IOException error) {
            // It has ended already.
        }
        try {
            if (!process.waitFor(STOP_TIME_MAX.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
