package vmcsim.junit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The program: found, started and ended. */
class ProgramTest {
    @Test
    void aMissingProgramIsExplained() {
        for (var found : List.<org.junit.jupiter.api.function.Executable>of(
                () -> Program.find(null, null, null),
                () -> Program.find(null, "no-such-program", ""),
                () -> Program.find("no-such-program", "", ""))) {
            var message = assertThrows(VmcsimException.class, found).getMessage();
            assertTrue(message.contains("set the property vmcsim.program or VMCSIM_BIN, or put vmcsim on the path"), message);
        }
    }

    @Test
    void anEarlyEndShowsWhatTheServerWrote() {
        var arguments = List.of("--pace", "breakneck");
        var message = assertThrows(VmcsimException.class, () -> Server.start(null, arguments)).getMessage();
        assertTrue(message.startsWith("vmcsim did not start: ") && message.contains("breakneck"), message);
    }

    @Test
    void aServerThatHasEndedSaysSo() {
        var server = Server.start(null, List.of());
        server.close();
        var message = assertThrows(VmcsimException.class, server::world).getMessage();
        assertTrue(message.startsWith("vmcsim has ended"), message);
    }

    /** Starts a server, says where it is, and waits to be killed. */
    static final class Killed {
        public static void main(String[] arguments) throws InterruptedException {
            System.out.println(Server.start(null, List.of()).url());
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void theServerEndsWithAKilledTest() throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var inner = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), Killed.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var said = new BufferedReader(new InputStreamReader(inner.getInputStream(), StandardCharsets.UTF_8))) {
            var url = said.readLine();
            assertTrue(answers(url), url);
            inner.destroyForcibly().waitFor();
            for (var tries = 0; tries < 1000 && answers(url); tries++) {
                Thread.sleep(10);
            }
            assertFalse(answers(url), "the server outlives the test");
        }
    }

    private static boolean answers(String url) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(URI.create(url + "/healthz")).build();
            HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
            return true;
        } catch (IOException error) {
            return false;
        }
    }
}
