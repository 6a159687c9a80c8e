package org.ytsize.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.ytsize.stub.Host;

/**
 * A real Chromium without a window, with a profile of its own. For one thread.
 *
 * <p>Closing it ends its processes and removes all that it has written; the end of the JVM ends them too.
 */
final class Browser implements AutoCloseable {
    /** Far longer than anything takes here: the machine may be busy with other things. */
    private static final Duration LONG = Duration.ofSeconds(90);

    /** Rules that a machine can check, of WCAG 2.2 A and AA, and what axe's makers advise beyond. */
    private static final String VIOLATIONS = """
            const done = arguments[0];
            axe.run({resultTypes: ['violations', 'incomplete']}).then(
                ({violations}) => done({found: violations.flatMap(({id, help, nodes}) =>
                    nodes.map(({target, any}) => `${id} at ${target}: ${help} ${any.map(({message}) => message)}`))}),
                broken => done({found: [String(broken)]}));
            """;

    private final Path directory;
    private final ProcessHandle chromedriver;
    private final ChromeDriver driver;
    private final Thread atExit = new Thread(this::kill, "kill-chromium");

    private Browser(Path directory, ChromeOptions options) {
        this.directory = directory;
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(program("chromedriver").toFile())
                .usingAnyFreePort()
                .withLogFile(directory.resolve("chromedriver.log").toFile())
                .withEnvironment(Map.of(
                        "PATH",
                        System.getenv("PATH"),
                        "HOME",
                        directory.toString(),
                        "TMPDIR",
                        Objects.toString(directory.resolve("tmp"))))
                .build();
        this.driver = new ChromeDriver(service, options);
        this.chromedriver = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(directory + "/chromedriver.log"))
                .findFirst()
                .orElseThrow();
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts one, with these switches beside those that it needs here. */
    static Browser start(String... switches) {
        try {
            Path directory = Files.createTempDirectory("browser");
            Files.createDirectory(directory.resolve("tmp"));
            LoggingPreferences all = new LoggingPreferences();
            all.enable(LogType.BROWSER, Level.ALL);
            ChromeOptions options = new ChromeOptions();
            options.setBinary(program("chromium").toFile());
            options.setCapability(ChromeOptions.LOGGING_PREFS, all);
            options.addArguments(
                    "--headless=new",
                    // Tests may run as root, who has none.
                    "--no-sandbox",
                    // Containers have little of it.
                    "--disable-dev-shm-usage",
                    "--disable-gpu",
                    "--user-data-dir=" + directory.resolve("profile"),
                    "--window-size=1280,900",
                    "--lang=en");
            options.addArguments(switches);
            return new Browser(directory, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void open(URI page) {
        driver.get(page.toString());
    }

    /** Shows pages as on a display of that width, light or dark. */
    void show(int width, String scheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Presses keys, wherever the focus is. */
    void type(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** Clicks the first element that {@code css} selects. */
    void click(String css) {
        driver.findElement(By.cssSelector(css)).click();
    }

    /** Runs a function's body in the page. */
    Object run(String script, Object... arguments) {
        return Objects.requireNonNull(driver.executeScript(script, arguments), script);
    }

    /** The text that an expression is in the page. */
    String ask(String expression) {
        return run("return String(" + expression + ")").toString();
    }

    /** The text that people see of the first element that {@code css} selects; empty if there is none, or nothing is seen of it. */
    String text(String css) {
        return run("""
                        const element = document.querySelector(arguments[0]);
                        return element?.checkVisibility() ? element.innerText : '';""", css).toString();
    }

    /** Waits until people see that text. */
    void awaitText(String css, String text) {
        await(css + " says " + text, () -> text(css).contains(text));
    }

    void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(condition);
    }

    /** Runs a function's body whose last argument is to be called with the result, an object. */
    @SuppressWarnings("unchecked") // The caller knows what its script tells.
    Map<String, Object> runLater(String script, Object... arguments) {
        driver.manage().timeouts().scriptTimeout(LONG);
        return (Map<String, Object>) Objects.requireNonNull(driver.executeAsyncScript(script, arguments), script);
    }

    /** What axe finds wrong for people with disabilities, one line for each place. */
    @SuppressWarnings("unchecked") // As the script makes them.
    List<String> violations() {
        driver.executeScript(axe());
        return (List<String>) Objects.requireNonNull(runLater(VIOLATIONS).get("found"));
    }

    /** Errors and warnings on the console since it was last asked, such as what a content security policy has blocked. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(Object::toString)
                .toList();
    }

    /** What the page and its parts have taken of the network so far. */
    long weight() {
        return (long) run("""
                return performance.getEntries()
                    .filter(({entryType}) => entryType === 'navigation' || entryType === 'resource')
                    .reduce((sum, {transferSize}) => sum + transferSize, 0)""");
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(Stream.of(chromedriver), chromedriver.descendants())
                .toList();
        try {
            driver.quit();
        } finally {
            all.forEach(ProcessHandle::destroyForcibly);
            await("the end of Chromium", () -> all.stream().noneMatch(ProcessHandle::isAlive));
            Runtime.getRuntime().removeShutdownHook(atExit);
            Host.remove(directory);
        }
    }

    private void kill() {
        chromedriver.descendants().forEach(ProcessHandle::destroyForcibly);
        chromedriver.destroyForcibly();
    }

    private static String axe() {
        try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path program(String name) {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv("PATH"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + name + " on the PATH"));
    }
}
