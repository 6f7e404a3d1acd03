from otter.test_files import test_case

OK_FORMAT = False

name = "q2"
points = None

@test_case(points=1, hidden=False)
def test_graphviz_and_pydot_are_noted_with_the_installed_version(installed):
    """graphviz and pydot are noted with the version that is installed."""
    from importlib.metadata import PackageNotFoundError, version
    problem = ''
    if installed is None or installed is Ellipsis:
        problem = 'installed is missing. Run the two answer cells again, the first one first.'
    elif not isinstance(installed, dict):
        kind = type(installed).__name__
        problem = f'installed is a {kind}, and a dictionary is asked for: an entry for each library.'
    else:
        for name in ('graphviz', 'pydot'):
            facts = installed.get(name)
            noted = facts.get('version') if isinstance(facts, dict) else None
            try:
                here = version(name)
            except PackageNotFoundError:
                here = None
            if name not in installed:
                problem = f'installed has no entry for {name}.'
            elif not isinstance(facts, dict) or 'version' not in facts:
                problem = f'The entry of {name} needs a command and a version, in curly brackets.'
            elif noted is Ellipsis:
                problem = f'The version of {name} in installed is still `...`.'
            elif not isinstance(noted, str):
                problem = f'The version of {name} in installed is not text. version gives text.'
            elif here is None:
                problem = f'{name} is not installed on this machine. Did your install command run?'
            elif noted != here:
                problem = f'installed says that {name} is {noted}, but {here} is installed here. '
                problem += f'Do not type a version for {name}: let Python ask for it, with version.'
            if problem:
                break
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_each_command_installs_its_library(installed):
    """Each command installs its library."""
    import re
    import shlex
    tools = {'pip', 'pip3', 'uv', 'conda', 'mamba', 'micromamba', 'apt', 'apt-get'}

    def plain(name):
        return re.sub('[-_.]+', '-', name).lower()

    def look_at(name, command):
        """Say what is wrong with a command, or nothing."""
        if command is Ellipsis or command == '...':
            return f'The command of {name} in installed is still `...`.'
        if not isinstance(command, str):
            return f'The command of {name} in installed is not text. Put it in quotes.'
        found = []
        for part in re.split('&&|;|\n', command.replace('\\\n', ' ')):
            try:
                words = shlex.split(part)
            except ValueError:
                words = part.split()
            words = ' '.join(words).lstrip('!% ').split()
            if 'install' not in words:
                continue
            place = words.index('install')
            tool = set(words[:place]) & tools
            if tool & {'apt', 'apt-get'} and part.strip().startswith('%'):
                return 'There is no magic %apt-get. apt-get is a program: begin with `!`.'
            if not tool:
                return f'The command of {name} is `{command}`. No program that installs has that name. Use pip, or apt-get for a system package.'
            for word in words[place + 1:]:
                label = re.match('[A-Za-z0-9._-]+', word)
                if word.startswith('-') or label is None:
                    continue
                if '://' in word and plain(name) in plain(word):
                    return ''
                if tool & {'apt', 'apt-get'} and plain(word) == plain(name) != 'graphviz':
                    return f'apt-get brings programs and system packages. {name} is a Python library: install it with pip.'
                if plain(label[0]).removeprefix('python3-') == plain(name):
                    return ''
                found.append(word)
        if found:
            return f"The command of {name} installs {', '.join(found)}. Name {name} in it."
        return f'The command of {name} is `{command}`, and that installs nothing. Write down the whole line that worked, with the word install in it.'
    problem = ''
    if installed is None or installed is Ellipsis:
        problem = 'installed is missing. Run the two answer cells again, the first one first.'
    elif not isinstance(installed, dict):
        problem = 'installed is not a dictionary, so there are no commands in it.'
    else:
        own = [name for name in installed if isinstance(name, str) and name != '...']
        for name in ['graphviz', 'pydot'] + [n for n in own if n not in ('graphviz', 'pydot')]:
            facts = installed.get(name)
            if not isinstance(facts, dict) or 'command' not in facts:
                problem = f'The entry of {name} needs a command and a version, in curly brackets.'
            else:
                problem = look_at(name, facts['command'])
            if problem:
                break
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_your_own_library_is_one_that_colab_does_not_have(installed):
    """Your own library is one that Colab does not have."""
    import re
    import sys
    in_colab = 'absl-py accelerate access affine aiofiles aiohappyeyeballs aiohttp aiosignal aiosqlite alabaster albucore albumentations ale-py altair annotated-doc annotated-types antlr4-python3-runtime anyio anywidget apsw argon2-cffi argon2-cffi-bindings array-record arrow arviz astropy astropy-iers-data astunparse atpublic attrs audioop-lts audioread authlib autograd babel backcall beartype beautifulsoup4 betterproto bigframes bigquery-magics bleach blinker blis blobfile blosc2 bokeh bottleneck bqplot branca brotli cachecontrol cachetools catalogue certifi cffi chardet charset-normalizer clarabel click cligj cloudpathlib cloudpickle cmake cmdstanpy colorcet colorlover community confection cons contourpy cramjam cryptography cufflinks curl-cffi cvxopt cvxpy cycler cyipopt cymem cython dask dataproc-spark-connect datasets db-dtypes dbus-python debugpy decorator defusedxml deprecation diffusers dill distro dlib dm-tree docstring-parser docutils dopamine-rl duckdb earthengine-api easydict editdistance eerepr einops en-core-web-sm entrypoints esda et-xmlfile etils etuples farama-notifications fastai fastapi fastcore fastdownload fastjsonschema fastprogress fasttransform filelock firebase-admin flask flatbuffers flax folium fonttools fqdn frozendict frozenlist fsspec future gast gcsfs gdal gdown geemap geocoder geographiclib geopandas geopy giddy gin-config glob2 google google-adk google-ai-generativelanguage google-api-core google-api-python-client google-auth google-auth-httplib2 google-auth-oauthlib google-cloud-bigquery google-cloud-bigquery-connection google-cloud-bigquery-storage google-cloud-core google-cloud-dataproc google-cloud-datastore google-cloud-firestore google-cloud-functions google-cloud-language google-cloud-monitoring google-cloud-resource-manager google-cloud-spanner google-cloud-storage google-cloud-translate google-colab google-crc32c google-genai google-generativeai google-pasta google-resumable-media googleapis-common-protos googledrivedownloader gradio gradio-client grain graphviz greenlet groovy grpc-google-iam-v1 grpc-interceptor grpcio grpcio-status grpclib gspread gspread-dataframe gym gym-notices gymnasium h11 h2 h5netcdf h5py hdbscan hf-gradio hf-xet highspy holidays holoviews hpack html5lib httpcore httpcore2 httpimport httplib2 httptools httpx httpx2 huggingface-hub humanize hyperframe hyperopt ibis-framework idna imageio imageio-ffmpeg imagesize imbalanced-learn immutabledict importlib-metadata imutils inequality inflect iniconfig intel-cmplr-lib-ur intel-openmp ipyevents ipyfilechooser ipykernel ipyleaflet ipyparallel ipython ipython-genutils ipython-sql ipywidgets isoduration itsdangerous jaraco-classes jaraco-context jaraco-functools jax jaxlib jeepney jieba jinja2 jiter joblib joserfc jsonpatch jsonpickle jsonpointer jsonschema jsonschema-specifications jupyter-client jupyter-console jupyter-core jupyter-events jupyter-kernel-gateway jupyter-leaflet jupyter-server jupyter-server-terminals jupyterlab-pygments jupyterlab-widgets jupytext kaggle kagglehub kagglesdk keras keras-hub keras-nlp keyring keyrings-google-artifactregistry-auth kiwisolver langchain langchain-core langchain-protocol langgraph langgraph-checkpoint langgraph-prebuilt langgraph-sdk langsmith lark launchpadlib lazr-restfulclient lazr-uri lazy-loader libclang libpysal librosa lightgbm linkify-it-py llvmlite locket logical-unification lxml mako mapclassify markdown markdown-it-py markupsafe matplotlib matplotlib-inline matplotlib-venn mdit-py-plugins mdurl mgwr minikanren missingno mistune mizani mkl ml-dtypes mlxtend mmh3 momepy more-itertools moviepy mpmath msgpack multidict multipledispatch multiprocess multitasking murmurhash music21 namex narwhals natsort nbclassic nbclient nbconvert nbformat ndindex nest-asyncio networkx nh3 nibabel nltk notebook notebook-shim numba numexpr numpy nvidia-nccl-cu13 oauth2client oauthlib omegaconf onemkl-license openai opencv-contrib-python opencv-python opencv-python-headless openpyxl opentelemetry-api opentelemetry-resourcedetector-gcp opentelemetry-sdk opentelemetry-semantic-conventions opt-einsum optax optree orbax-checkpoint orjson ormsgpack osqp packaging pandas pandas-datareader pandas-gbq pandas-stubs pandocfilters panel panel-material-ui param parso parsy partd patsy peewee peft pexpect pickleshare pillow pip platformdirs plotly plotnine pluggy plum-dispatch pointpats polars polars-runtime-32 pooch portpicker preshed prettytable proglog progressbar2 prometheus-client promise prompt-toolkit propcache prophet proto-plus protobuf psutil psycopg2 psygnal ptyprocess pulp py-cpuinfo py4j pyarrow pyasn1 pyasn1-modules pycairo pycocotools pycparser pycryptodomex pydantic pydantic-core pydata-google-auth pydot pydotplus pydrive2 pydub pyerfa pygame pygit2 pygments pygobject pyiceberg pyjwt pymc pynndescent pyogrio pyomo pyopengl pyopenssl pyparsing pyperclip pyproj pyroaring pysal pyshp pysocks pyspark pytensor pytest python-apt python-box python-dateutil python-dotenv python-fasthtml python-json-logger python-louvain python-multipart python-slugify python-snappy python-utils pytz pyviz-comms pywavelets pyyaml pyzmq quantecon rasterio rasterstats ratelim referencing regex requests requests-oauthlib requests-toolbelt requirements-parser rfc3339-validator rfc3986-validator rfc3987-syntax rich roman-numerals roman-numerals-py rpds-py rpy2 rsa rtree safehttpx safetensors scikit-image scikit-learn scipy scooby scs seaborn secretstorage segregation semantic-version send2trash sentence-transformers sentencepiece sentry-sdk setuptools shap shapely shellingham simple-parsing simplejson simsimd six sklearn-compat sklearn-pandas slicer smart-open sniffio snowballstemmer soundfile soupsieve soxr spacy spacy-legacy spacy-loggers spaghetti spanner-graph-notebook spglm sphinx sphinxcontrib-applehelp sphinxcontrib-devhelp sphinxcontrib-htmlhelp sphinxcontrib-jsmath sphinxcontrib-qthelp sphinxcontrib-serializinghtml spint splot spopt spreg sqlalchemy sqlglot sqlparse srsly standard-aifc standard-chunk standard-sunau stanio starlette statsmodels strictyaml stringzilla stumpy sympy tables tabulate tbb tcmlib tenacity tensorboard tensorboard-data-server tensorflow tensorflow-datasets tensorflow-hub tensorflow-metadata tensorflow-probability tensorflow-text tensorstore termcolor terminado text-unidecode textblob tf-keras tf-slim thinc threadpoolctl tifffile tiktoken timm tinycss2 tobler tokenizers toml tomlkit toolz torch torchao torchaudio torchcodec torchdata torchsummary torchtune torchvision tornado tqdm traitlets traittypes transformers treescope truststore tsfresh tweepy typeguard typer types-pytz types-setuptools typing-extensions typing-inspection tzdata tzlocal uc-micro-py umap-learn umf uri-template uritemplate urllib3 uuid-utils uvicorn uvloop vega-datasets wadllib wandb wasabi watchdog watchfiles wcwidth weasel webcolors webencodings websocket-client websockets werkzeug wheel widgetsnbextension wordcloud wrapt xarray xarray-einstats xgboost xlrd xxhash xyzservices yarl ydf ydf-tf yellowbrick yfinance zipp zstandard '.split()
    by_setup = ['otter-grader', 'fica', 'python-frontmatter', 'ipylab', 'python-on-whales']
    other_names = {'sklearn': 'scikit-learn', 'cv2': 'opencv-python', 'PIL': 'pillow', 'bs4': 'beautifulsoup4', 'yaml': 'PyYAML', 'skimage': 'scikit-image', 'dateutil': 'python-dateutil'}
    problem = ''
    if installed is None or installed is Ellipsis:
        problem = 'installed is missing. Run the two answer cells again, the first one first.'
    elif not isinstance(installed, dict):
        problem = 'installed is not a dictionary, so there is no library of your own in it.'
    else:
        named = [name for name in installed if name is not Ellipsis and name != '...']
        own = [name for name in named if name not in ('graphviz', 'pydot')]
        if not own:
            problem = 'installed has no library of your own choice yet. Put its name in place of '
            problem += 'the dots in the second answer cell.'
        for name in own:
            plain = re.sub('[-_.]+', '-', str(name)).lower()
            if not isinstance(name, str):
                problem = f'{name} is not text. The name of your library is a text, in quotes.'
            elif not re.fullmatch('[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?', name):
                problem = f'{name} is no name that pip takes. A name has letters, digits, - and _ '
                problem += 'in it; the version has a place of its own.'
            elif name in sys.stdlib_module_names:
                problem = f'{name} is a part of Python itself, so there is nothing to install. '
                problem += 'Choose a library that Colab does not have.'
            elif name in other_names:
                problem = f'{name} is how it is imported. pip calls it {other_names[name]}, and '
                problem += 'Colab has it already. Choose a library that Colab does not have.'
            elif plain in by_setup:
                problem = f'{name} was brought by the setup cell of this lesson. Choose another.'
            elif plain in in_colab:
                problem = f'Colab has {name} already, so there was nothing to install. Choose a '
                problem += 'library that Colab does not have, for example emoji or pyfiglet.'
            if problem:
                break
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_your_own_library_has_a_version(installed):
    """Your own library has a version."""
    from packaging.version import InvalidVersion, Version
    problem = ''
    if installed is None or installed is Ellipsis:
        problem = 'installed is missing. Run the two answer cells again, the first one first.'
    elif not isinstance(installed, dict):
        problem = 'installed is not a dictionary, so there is no library of your own in it.'
    else:
        named = [name for name in installed if name is not Ellipsis and name != '...']
        own = [name for name in named if name not in ('graphviz', 'pydot')]
        if not own:
            problem = 'installed has no library of your own choice yet, so no version of it.'
        for name in own:
            facts = installed[name]
            noted = facts.get('version') if isinstance(facts, dict) else None
            if noted is None:
                problem = f'The entry of {name} needs a command and a version, in curly brackets.'
            elif noted is Ellipsis or noted == '...':
                problem = f'The version of {name} in installed is still dots.'
            elif not isinstance(noted, str):
                problem = f'The version of {name} is not text. Put it in quotes: 1.10 without '
                problem += 'quotes is a number, and becomes 1.1.'
            else:
                try:
                    Version(noted)
                except InvalidVersion:
                    problem = f'{noted} is no version. Copy what pip show prints for {name} in the '
                    problem += 'line that begins with Version, and only that.'
            if problem:
                break
    assert not problem, problem

