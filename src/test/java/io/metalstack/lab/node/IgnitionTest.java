package io.metalstack.lab.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.node.UserData.Instructions;
import io.metalstack.lab.node.UserData.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnitionTest {

    private static final MachineSpec MACHINE =
            new MachineSpec("4711-uuid", "worker-1", "capms-1.36.3", "1.36.3", Path.of("/tools"), "10.0.0.7");

    /** What CABPK v1.14.2 wrote for a worker with two files, a user, and a command before and after kubeadm. */
    private static final String JOIN = """
            {
              "ignition": {
                "config": {},
                "security": {
                  "tls": {}
                },
                "timeouts": {},
                "version": "2.3.0"
              },
              "networkd": {},
              "passwd": {
                "users": [
                  {
                    "name": "metal",
                    "sshAuthorizedKeys": [
                      "ssh-ed25519 AAAA"
                    ]
                  }
                ]
              },
              "storage": {
                "files": [
                  {
                    "filesystem": "root",
                    "path": "/etc/sudoers.d/metal",
                    "contents": {
                      "source": "data:,metal%20ALL%3D(ALL)%20NOPASSWD%3AALL%0A",
                      "verification": {}
                    },
                    "mode": 384
                  },
                  {
                    "filesystem": "root",
                    "group": {
                      "name": "root"
                    },
                    "path": "/etc/motd",
                    "user": {
                      "name": "root"
                    },
                    "contents": {
                      "source": "data:,hello%3A%20100%25%0A",
                      "verification": {}
                    },
                    "mode": 420
                  },
                  {
                    "filesystem": "root",
                    "group": {
                      "name": "etcd"
                    },
                    "path": "/etc/zip",
                    "user": {
                      "name": "etcd"
                    },
                    "contents": {
                      "source": "data:,text",
                      "verification": {}
                    },
                    "mode": 384
                  },
                  {
                    "filesystem": "root",
                    "path": "/etc/kubeadm.sh",
                    "contents": {
                      "source": "data:,%23!%2Fbin%2Fbash%0Aset%20-e%0A%0Aecho%20before%0A%0Akubeadm%20join%20--config%20%2Fetc%2Fkubeadm.yml%20%0Amkdir%20-p%20%2Frun%2Fcluster-api%20%26%26%20echo%20success%20%3E%20%2Frun%2Fcluster-api%2Fbootstrap-success.complete%0Amv%20%2Fetc%2Fkubeadm.yml%20%2Ftmp%2F%0A%0Aecho%20after%0A",
                      "verification": {}
                    },
                    "mode": 448
                  },
                  {
                    "filesystem": "root",
                    "path": "/etc/kubeadm.yml",
                    "contents": {
                      "source": "data:,---%0AapiVersion%3A%20kubeadm.k8s.io%2Fv1beta4%0Adiscovery%3A%0A%20%20bootstrapToken%3A%0A%20%20%20%20apiServerEndpoint%3A%20203.0.113.129%3A6443%0A%20%20%20%20token%3A%20abcdef.0123456789abcdef%0Akind%3A%20JoinConfiguration%0AnodeRegistration%3A%0A%20%20kubeletExtraArgs%3A%0A%20%20-%20name%3A%20cloud-provider%0A%20%20%20%20value%3A%20external%0A",
                      "verification": {}
                    },
                    "mode": 384
                  }
                ]
              },
              "systemd": {
                "units": [
                  {
                    "contents": "[Unit]\\nDescription=kubeadm\\n# Run only once. After successful run, this file is moved to /tmp/.\\nConditionPathExists=/etc/kubeadm.yml\\nAfter=network.target\\n[Service]\\n# To not restart the unit when it exits, as it is expected.\\nType=oneshot\\nExecStart=/bin/bash /etc/kubeadm.sh\\n[Install]\\nWantedBy=multi-user.target\\n",
                    "enabled": true,
                    "name": "kubeadm.service"
                  }
                ]
              }
            }
            """;

    /** What it wrote for a first control plane whose KubeadmConfig adds a drop-in and a link of the user's. */
    private static final String INIT = """
            {
              "ignition": {
                "config": {},
                "security": {
                  "tls": {}
                },
                "timeouts": {},
                "version": "2.3.0"
              },
              "networkd": {},
              "passwd": {},
              "storage": {
                "files": [
                  {
                    "filesystem": "root",
                    "path": "/etc/kubeadm.sh",
                    "contents": {
                      "source": "data:,%23!%2Fbin%2Fbash%0Aset%20-e%0A%0A%0Akubeadm%20init%20--config%20%2Fetc%2Fkubeadm.yml%20%0Amkdir%20-p%20%2Frun%2Fcluster-api%20%26%26%20echo%20success%20%3E%20%2Frun%2Fcluster-api%2Fbootstrap-success.complete%0Amv%20%2Fetc%2Fkubeadm.yml%20%2Ftmp%2F%0A",
                      "verification": {}
                    },
                    "mode": 448
                  },
                  {
                    "filesystem": "root",
                    "path": "/etc/kubeadm.yml",
                    "contents": {
                      "source": "data:,---%0AapiVersion%3A%20kubeadm.k8s.io%2Fv1beta4%0AcontrolPlaneEndpoint%3A%20203.0.113.129%3A6443%0Akind%3A%20ClusterConfiguration%0A%0A---%0AapiVersion%3A%20kubeadm.k8s.io%2Fv1beta4%0Akind%3A%20InitConfiguration%0A",
                      "verification": {}
                    },
                    "mode": 384
                  }
                ],
                "links": [
                  {
                    "filesystem": "root",
                    "path": "/opt/bin/kubeadm",
                    "target": "/usr/bin/kubeadm"
                  }
                ]
              },
              "systemd": {
                "units": [
                  {
                    "contents": "[Unit]\\nDescription=kubeadm\\n# Run only once. After successful run, this file is moved to /tmp/.\\nConditionPathExists=/etc/kubeadm.yml\\nAfter=network.target\\n[Service]\\n# To not restart the unit when it exits, as it is expected.\\nType=oneshot\\nExecStart=/bin/bash /etc/kubeadm.sh\\n[Install]\\nWantedBy=multi-user.target\\n",
                    "enabled": true,
                    "name": "kubeadm.service"
                  },
                  {
                    "dropins": [
                      {
                        "contents": "[Unit]\\nRequires=containerd.service\\n",
                        "name": "10-flatcar.conf"
                      }
                    ],
                    "enabled": true,
                    "name": "kubeadm.service"
                  }
                ]
              }
            }
            """;

    private static final String KUBEADM = "if [ -e '/etc/kubeadm.yml' ]; then /bin/bash /etc/kubeadm.sh; fi";

    @Test
    void reads_what_the_kubeadm_bootstrap_provider_writes() {
        var read = instructions(JOIN);

        assertThat(read.files())
                .extracting(FileToWrite::path)
                .containsExactly(
                        "/etc/sudoers.d/metal",
                        "/etc/motd",
                        "/etc/zip",
                        "/etc/kubeadm.sh",
                        "/etc/kubeadm.yml",
                        "/etc/systemd/system/kubeadm.service");
        assertThat(read.files()).extracting(FileToWrite::mode).containsExactly(0600, 0644, 0600, 0700, 0600, 0644);
        assertThat(read.files()).extracting(FileToWrite::owner).contains("root:root", "etcd:etcd");
        assertThat(content(read, "/etc/motd")).isEqualTo("hello: 100%\n");
        assertThat(content(read, "/etc/kubeadm.sh")).startsWith("""
                #!/bin/bash
                set -e

                echo before

                kubeadm join --config /etc/kubeadm.yml\s
                """);
        assertThat(content(read, "/etc/kubeadm.yml")).contains("apiServerEndpoint: 203.0.113.129:6443\n");
        assertThat(read.firstCommands()).isEmpty();
        assertThat(read.commands()).containsExactly(KUBEADM);
        assertThat(read.notes()).containsExactly("The lab's machines do nothing about 'passwd' in an Ignition config.");
    }

    @Test
    void adds_what_an_additional_config_of_the_users_says_about_the_unit() {
        var read = instructions(INIT);

        assertThat(content(read, "/etc/systemd/system/kubeadm.service.d/10-flatcar.conf"))
                .isEqualTo("[Unit]\nRequires=containerd.service\n");
        assertThat(read.commands()).containsExactly(KUBEADM);
        assertThat(read.notes())
                .containsExactly("The lab's machines do nothing about 'storage.links' in an Ignition config.");
    }

    @Test
    void decodes_base64_first_as_metal_hammer_does() {
        assertThat(instructions(Base64.getMimeEncoder().encodeToString(JOIN.getBytes(StandardCharsets.UTF_8)))
                        .files())
                .hasSize(6);
    }

    @Test
    void decodes_each_kind_of_data_url() throws IOException {
        var zipped = gzip("text");
        var read = files("""
                {"filesystem": "root", "path": "/plain", "contents": {"source": "data:,text"}},
                {"filesystem": "root", "path": "/typed", "contents": {"source": "data:text/plain;charset=utf-8,t%65xt"}},
                {"filesystem": "root", "path": "/base64", "contents": {"source": "data:;base64,dGV4dA=="}},
                {"filesystem": "root", "path": "/zipped", "contents":
                    {"compression": "gzip", "source": "data:application/octet-stream;base64,BASE64"}},
                {"filesystem": "root", "path": "/percent", "contents": {"compression": "gzip", "source": "data:,PERCENT"}}""".replace("BASE64", Base64.getEncoder().encodeToString(zipped))
                .replace("PERCENT", percent(zipped)));

        assertThat(read.files())
                .hasSize(5)
                .allSatisfy(it -> assertThat(it.content()).asString().isEqualTo("text"));
    }

    @Test
    void takes_signs_as_they_are_and_what_is_not_given_as_ignition_does() {
        var read = files("""
                {"filesystem": "root", "path": "/a", "contents": {"source": "data:,1+1%3D2 \u00fc"}},
                {"filesystem": "root", "path": "/b", "append": true, "user": {"id": 7}, "contents": {"source": ""}}""");

        assertThat(content(read, "/a")).isEqualTo("1+1=2 \u00fc");
        assertThat(read.files()).extracting(FileToWrite::mode).containsExactly(0644, 0644);
        assertThat(read.files()).extracting(FileToWrite::owner).containsExactly("root:root", "7:root");
        assertThat(read.files()).extracting(FileToWrite::append).containsExactly(false, true);
        assertThat(read.files().getLast().content()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'name': 'ntpd.service', 'enabled': true}",
                "{'name': 'a.mount', 'enable': true, 'contents': '[Mount]\\n[Install]\\nWantedBy=multi-user.target'}",
                "{'name': 'a.service', 'enabled': true, 'contents': '[Service]\\nType=oneshot\\nExecStart=/bin/a'}",
            })
    void notes_units_that_it_does_not_start(String unit) {
        var read = units(unit.replace('\'', '"'));

        assertThat(read.commands()).isEmpty();
        assertThat(read.notes())
                .singleElement()
                .asString()
                .contains("do not start")
                .contains("oneshot");
    }

    @Test
    void leaves_units_alone_that_are_not_enabled_or_are_masked() {
        var contents = "[Service]\\nType=oneshot\\nExecStart=/bin/a\\n[Install]\\nWantedBy=multi-user.target";

        var read = units("""
                {"name": "a.service", "contents": "%1$s"},
                {"name": "b.service", "enabled": true, "mask": true, "contents": "%1$s"}""".formatted(contents));

        assertThat(read.commands()).isEmpty();
        assertThat(read.notes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'ignition': hidden}                                            | line 1: not JSON",
                "{}                                                              | ignition.version is none of 2.0.0 to 2.4.0",
                "{'ignition': {'version': '3.4.0'}}                              | ignition.version is none of 2.0.0 to 2.4.0",
                "V, 'storage': {'files': {'path': 'hidden'}}}                    | storage.files is not a list",
                "V, 'storage': {'files': [{'path': '/hidden'}]}}                 | storage.files[0]: the filesystem is not root",
                "V, 'storage': {'files': [{'filesystem': 'root'}]}}              | storage.files[0]: there is no path",
                "V, 'storage': {'files': [F'/a'}, F'hidden'}]}}                  | storage.files[1]: the path is not absolute",
                "V, 'storage': {'files': [F'/a', 'mode': '0644'}]}}              | storage.files[0]: the mode is not a decimal number",
                "V, 'storage': {'files': [F'/a', C'http://hidden'}}]}}           | storage.files[0]: the source is no data: URL",
                "V, 'storage': {'files': [F'/a', C'data:hidden'}}]}}             | storage.files[0]: the content is not what",
                "V, 'storage': {'files': [F'/a', C'data:,hidden%6'}}]}}          | storage.files[0]: the content is not what",
                "V, 'storage': {'files': [F'/a', C'data:;base64,%25hidden'}}]}}  | storage.files[0]: the content is not what",
                "V, 'storage': {'files': [F'/a', C'data:,hidden','compression':'gzip'}}]}} | storage.files[0]: the content is not what",
                "V, 'storage': {'files': [F'/a', C'data:,hidden','compression':'zip'}}]}}  | storage.files[0]: the compression is not gzip",
                "V, 'systemd': {'units': [{'contents': 'hidden'}]}}              | systemd.units[0]: there is no name of a unit",
                "V, 'systemd': {'units': [{'name': '../hidden'}]}}               | systemd.units[0]: there is no name of a unit",
            })
    void names_the_mistake_and_repeats_no_content(String json, String mistake) {
        var text = json.replace("V", "{'ignition': {'version': '2.3.0'}")
                .replace("F'", "{'filesystem': 'root', 'path': '")
                .replace("C'", "'contents': {'source': '")
                .replace('\'', '"');

        assertThat(read(text)).isInstanceOf(Refused.class);
        assertThat(((Refused) read(text)).reason())
                .startsWith("The Ignition config cannot be used: ")
                .contains(mistake)
                .doesNotContain("hidden");
    }

    private static Instructions files(String files) {
        return instructions("{\"ignition\": {\"version\": \"2.3.0\"}, \"storage\": {\"files\": [" + files + "]}}");
    }

    private static Instructions units(String units) {
        return instructions("{\"ignition\": {\"version\": \"2.3.0\"}, \"systemd\": {\"units\": [" + units + "]}}");
    }

    private static Instructions instructions(String text) {
        assertThat(read(text)).isInstanceOf(Instructions.class);
        return (Instructions) read(text);
    }

    private static UserData read(String text) {
        return UserData.of(text.getBytes(StandardCharsets.UTF_8), InstanceData.of(MACHINE));
    }

    private static String content(Instructions read, String path) {
        return read.files().stream()
                .filter(it -> it.path().equals(path))
                .map(it -> new String(it.content(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }

    private static String percent(byte[] bytes) {
        return HexFormat.of().withPrefix("%").formatHex(bytes);
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
